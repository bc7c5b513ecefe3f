"""Scenarios: YAML in, checked and frozen parameters out, each of them knowing where it came from."""
