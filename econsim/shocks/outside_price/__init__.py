"""What the open market asks for GPUs: price changes there."""
