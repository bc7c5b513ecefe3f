"""How nature lets validators fail: never, or by a renewal process with single misses and rare double signs."""

from __future__ import annotations

from typing import ClassVar

from econsim import sources
from econsim.contracts import Span, parameter
from econsim.draws import Streams
from econsim.scenario.values import Fraction, Seconds
from econsim.shocks.validator_outages.channel import OutageProcess
from econsim.shocks.validator_outages.renewal import RenewalOutages


class NoFaults(OutageProcess):
    """Every validator signs every block, once."""

    kind: ClassVar[str] = "none"

    def begins(self, span: Span, streams: Streams) -> None:
        """Return that nothing ever goes wrong."""


class Renewal(OutageProcess):
    """Outages by an alternating renewal process: exponential times between them, exponential lengths.

    Every validator is up at the start, apart from the others. A block is missed besides with a probability of its own,
    and blocks are signed twice by a Poisson process. A validator is offline length / (gap + length) of the time.
    Who saves on operation has outages of neglect beside them, as long on average (see `neglect.py`).
    """

    kind: ClassVar[str] = "renewal"

    days_between_outages: float = parameter(
        "mean time from the end of an outage to the next one",
        unit="days",
        source=sources.ASSUMPTION,
        status="assumed",
        default=90.0,
        ge=0.1,
        le=100_000.0,
    )
    outage_hours: float = parameter(
        "mean length of an outage; with the law of 2023 one of 16 hours is jailed",
        unit="hours",
        source=sources.ASSUMPTION,
        status="assumed",
        default=4.0,
        gt=0.0,
        le=10_000.0,
    )
    neglect_hours_per_month: float = parameter(
        "hours offline a month, beside the other outages, of who spends nothing on operation; in proportion to what is "
        "saved. 0: what is spent matters not; 4 is a weak link, 40 a strong one",
        unit="hours/month",
        source="assumption: an article of October 2023 says that a floor makes validators reliable; no figure is known",
        status="assumed",
        default=0.0,
        ge=0.0,
        le=700.0,
    )
    missed_block_rate: Fraction = parameter(
        "probability that a validator misses a block although it is up",
        unit="probability",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.001,
    )
    double_signs_per_year: float = parameter(
        "blocks of which a validator that is up signs two, a year",
        unit="1/year",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.001,
        ge=0.0,
        le=100.0,
    )
    evidence_delay: Seconds = parameter(
        "time from a double sign until a block holds the evidence, the next block at the earliest",
        unit="s",
        source=sources.ASSUMPTION,
        status="assumed",
        default=60.0,
        ge=0.0,
    )

    def begins(self, span: Span, streams: Streams) -> RenewalOutages:
        """Return the outages of a run."""
        return RenewalOutages(
            span.n_epochs * span.epoch_seconds,
            streams,
            self.days_between_outages,
            self.outage_hours,
            self.missed_block_rate,
            self.double_signs_per_year,
            self.evidence_delay,
            self.neglect_hours_per_month,
        )
