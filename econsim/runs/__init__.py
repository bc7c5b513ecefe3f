"""Runs: replicates over processes, and the folders that keep their results."""
