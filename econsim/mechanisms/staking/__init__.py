"""x/staking: stake, shares, commission, the validator set."""
