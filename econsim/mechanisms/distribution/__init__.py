"""x/distribution: who gets what is minted."""
