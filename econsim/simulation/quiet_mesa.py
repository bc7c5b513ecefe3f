"""Mesa, without the remark of its progress bar, which econsim does not use, in notebooks that have no ipywidgets."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="IProgress not found")
    import mesa

__all__ = ["mesa"]
