"""Trade of AKT with those who are no agents."""
