"""What providers decide."""
