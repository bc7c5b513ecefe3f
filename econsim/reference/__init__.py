"""The chain, block by block, in its own 18-decimal arithmetic: to be right and to be read, not to be fast.

Each file names the Go file it follows. It shares no line with the simulation, so that each can prove the other.
"""
