"""The law of Mainnet 6 with numbers that no scenario may have, such as a year of one block or a set of nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from econsim.mechanisms.law import Law
from econsim.verification.mainnet6 import mainnet6_law


def changed_law(law: Law | None = None, **parts: Mapping[str, Any]) -> Law:
    """Return a law (Mainnet 6 if none is given) with numbers of some of its parts changed, in range or not."""
    law = law or mainnet6_law()
    changes = {name: getattr(law, name).model_copy(update=numbers) for name, numbers in parts.items()}
    return law.model_copy(update=changes)
