"""Networks: which modules, populations, decisions and channels a chain has, and its epoch page."""
