"""Supply of GPUs: nodes that are ordered, delivered, listed and given up, and the cash of who runs them."""
