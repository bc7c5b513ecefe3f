"""Mesa, quick and quiet to import.

Its networks, its data frames and what it calls experimental (which brings scipy) are loaded when somebody uses them. In
notebooks that have no ipywidgets its progress bar, which econsim does not use, remarks on it; that is left out.
"""

from __future__ import annotations

import importlib.util
import warnings
from importlib.machinery import PathFinder

from econsim.later import put_off, put_off_what_few_use

_MESA = importlib.util.find_spec("mesa")
_EXPERIMENTAL = "mesa.experimental"

put_off_what_few_use()
if _MESA is not None:
    put_off(_EXPERIMENTAL, PathFinder.find_spec(_EXPERIMENTAL, _MESA.submodule_search_locations))
with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="IProgress not found")
    import mesa

__all__ = ["mesa"]
