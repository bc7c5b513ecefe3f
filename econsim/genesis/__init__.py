"""The world at epoch 0, from a scenario and the draws of one replicate."""
