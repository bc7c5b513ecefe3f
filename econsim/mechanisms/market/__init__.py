"""The marketplace in continuous time: `loop.py` is its page."""
