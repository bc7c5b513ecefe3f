"""From the words of a conformance vector to the reference chain and back: one file a group of mechanisms.

Each has `CASES`: the name of a mechanism -> a function from the vector's inputs to what the reference chain returns.
No arithmetic here.
"""
