"""What ships with the package: observations, chain vectors and the upgrades as data."""
