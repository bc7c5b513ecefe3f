"""x/slashing: downtime, double signing and what they cost."""
