"""The outages of nodes."""
