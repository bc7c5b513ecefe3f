"""The law of Mainnet 6 with numbers that no scenario may have, such as a year of one block or a set of nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from econsim.mechanisms.law import Law
from econsim.verification.mainnet6 import mainnet6_law


def changed_law(law: Law | None = None, release: str = "", **parts: Mapping[str, Any]) -> Law:
    """Return a law (Mainnet 6 if none is given) with numbers of some of its parts changed, in range or not.

    `release`: another one in force, if any.
    """
    law = law or mainnet6_law()
    changes = {name: _changed(getattr(law, name), numbers) for name, numbers in parts.items()}
    return _changed(law, changes | ({"release": release} if release else {}))


def _changed(part: Any, changes: Mapping[str, Any]) -> Any:
    """Return a part of the law with changes and without what was worked out from the numbers before."""
    copy = part.model_copy(update=changes)
    for name in copy.__dict__.keys() - type(part).model_fields.keys() - changes.keys():
        del copy.__dict__[name]
    return copy
