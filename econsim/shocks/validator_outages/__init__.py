"""Outages, single misses and double signs of validators."""
