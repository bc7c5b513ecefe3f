"""x/take: the part of every payout that goes to the community pool."""
