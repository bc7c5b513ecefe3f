"""Failures of nodes by the fault of dishonest providers."""
