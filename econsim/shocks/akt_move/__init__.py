"""Crashes and rallies of the AKT price."""
