"""What delegators decide."""
