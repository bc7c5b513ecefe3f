"""The trader: who trades between the market and x/bme, if anybody does."""
