"""x/oracle: the price of AKT that the chain knows."""
