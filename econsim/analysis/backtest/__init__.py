"""Backtests: forecasts made of what was known at a date, scored by what was observed later."""
