"""Voters: every account that holds stake, operators among them; outside holders do not vote."""
