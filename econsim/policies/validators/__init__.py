"""What validators decide."""
