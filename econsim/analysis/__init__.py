"""Metrics, comparisons and their statistics: what the recorded numbers say."""
