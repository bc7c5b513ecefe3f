"""Trust: the model held against the chain's own tests, theory with numbers, history, and the exact reference chain."""
