"""The AKT price."""
