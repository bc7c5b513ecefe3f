"""Properties are tried on the same cases every time, so that a run says something about the code only."""

from hypothesis import settings

settings.register_profile("same cases", derandomize=True, deadline=None)
settings.load_profile("same cases")
