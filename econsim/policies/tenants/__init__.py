"""Tenants: what they see of themselves, what they decide."""
