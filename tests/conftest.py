"""Properties are tried on the same cases every time, so that a run says something about the code only.

`pytest --hypothesis-profile="fresh cases"` looks for new ones: a thousand a property, unless it
names a number of its own.
"""

from hypothesis import settings

settings.register_profile("same cases", derandomize=True, deadline=None)
settings.register_profile("fresh cases", derandomize=False, deadline=None, max_examples=1_000, print_blob=True)
settings.load_profile("same cases")
