"""What is measured and belongs to no module alone."""
