"""Delegators: what they see of their stake and rewards, what they decide."""
