"""x/mint: new uakt for every block."""
