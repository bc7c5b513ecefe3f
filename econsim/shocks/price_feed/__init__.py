"""The feed that quotes the price of AKT to the chain."""
