"""Trust: the model held against the chain's own tests, laws with numbers, history, and the exact reference chain."""
