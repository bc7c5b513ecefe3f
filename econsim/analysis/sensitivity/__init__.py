"""Which assumptions decide the difference between two arms: designs over what is uncertain, and what they show."""
