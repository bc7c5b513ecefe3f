"""Libraries that only some commands need and that an installation may be without."""

from __future__ import annotations

from importlib.util import find_spec

from econsim.errors import UsageError


def need_calibrate_extra(what: str) -> None:
    """Raise UsageError where the libraries of the extra `calibrate` are not installed; `what` needs them."""
    missing = [name for module, name in _OF_CALIBRATE.items() if find_spec(module) is None]
    if missing:
        raise UsageError(f"{what} needs {' and '.join(missing)}: pip install 'econsim[calibrate]'")


_OF_CALIBRATE = {"sklearn": "scikit-learn", "scoringrules": "scoringrules"}
