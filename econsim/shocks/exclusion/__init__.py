"""Who is excluded from the market."""
