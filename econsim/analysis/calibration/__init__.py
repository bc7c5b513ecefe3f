"""Calibration: what observations leave of the priors, by history matching and rejection."""
