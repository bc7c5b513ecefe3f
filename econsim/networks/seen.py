"""What a run has seen of an event; results are read with it, so nothing of a model stands here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """Validators and the part of bonded stake that is with them: means over replicates."""

    validators: float
    stake_ratio: float


@dataclass(frozen=True)
class Effect:
    """What a run has seen of an event: whom it lifted (None: it is none that lifts), who is below the floor then."""

    lifted: Seen | None
    below: Seen
