"""The market for spot instances of hyperscalers."""
