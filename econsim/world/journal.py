"""The journal: what has happened in an epoch so far, money by its reason and whatever money does not show by its name.

The ledger writes down every amount that it moves, mints or burns; rules and messages count the rest (a refused message,
a validator that enters the set). Reasons and names are constants beside the rule that uses them. It begins anew with
every epoch, so nothing goes from one epoch to the next by it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any


class Journal:
    """The flows and counts of one epoch; what did not happen is 0."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.money: Counter[tuple[str, str]] = Counter()  # by reason and denom [uakt, uusdc]
        self.counts: Counter[str] = Counter()

    def begin(self) -> None:
        """Begin an epoch: forget the one before."""
        self.money.clear()
        self.counts.clear()

    def count(self, name: str, number: Any) -> None:
        """Count a whole number more of something."""
        if number := int(number):
            self.counts[name] += number
