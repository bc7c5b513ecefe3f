"""The same worlds in the epoch engine and in the exact reference chain, one file a mechanism."""
