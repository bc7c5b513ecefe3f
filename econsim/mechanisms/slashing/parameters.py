"""Parameters of x/slashing and x/evidence: when a validator counts as down or as a cheat, and what that costs."""

from __future__ import annotations

from functools import cached_property

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Fraction, Seconds, Section
from econsim.units import DEC18, dec18

_HELD = f"{sources.GENESIS_2020}, taken to hold"
_CONSENSUS = f"{sources.GENESIS_2020}, consensus_params.evidence, taken to hold"


class Slashing(Section):
    """x/slashing: the window in which signatures are counted, and what is cut and for how long."""

    signed_blocks_window: int = parameter(
        "blocks over which a validator's missed signatures are counted",
        unit="blocks",
        source=_HELD,
        status="inferred",
        chain_key="slashing/SignedBlocksWindow",
        gt=0,
        le=10**9,
    )
    min_signed_per_window: Fraction = parameter(
        "part of the window that a validator must sign; one missed block more and it is slashed and jailed",
        unit="fraction",
        source=_HELD,
        status="inferred",
        chain_key="slashing/MinSignedPerWindow",
    )
    downtime_jail_duration: Seconds = parameter(
        "time before a validator jailed for downtime may ask to be unjailed",
        unit="s",
        source=_HELD,
        status="inferred",
        chain_key="slashing/DowntimeJailDuration",
        ge=1.0,
    )
    slash_fraction_double_sign: Fraction = parameter(
        "part of the stake burned for signing two blocks of one height",
        unit="fraction",
        source=_HELD,
        status="inferred",
        chain_key="slashing/SlashFractionDoubleSign",
    )
    slash_fraction_downtime: Fraction = parameter(
        "part of the stake burned for downtime",
        unit="fraction",
        source=f"{_HELD} (testnets have 0.01)",
        status="inferred",
        chain_key="slashing/SlashFractionDowntime",
    )

    @cached_property
    def most_missed(self) -> int:
        """Return how many blocks of the window may be missed: all but RoundInt(min_signed x window), half-even."""
        signed, rest = divmod(dec18(self.min_signed_per_window) * self.signed_blocks_window, DEC18)
        return self.signed_blocks_window - signed - (2 * rest > DEC18 or (2 * rest == DEC18 and signed % 2 == 1))

    @cached_property
    def slash_fraction_downtime_dec18(self) -> int:
        """Return what downtime costs as the chain holds it [1e-18]."""
        return dec18(self.slash_fraction_downtime)

    @cached_property
    def slash_fraction_double_sign_dec18(self) -> int:
        """Return what a double sign costs as the chain holds it [1e-18]."""
        return dec18(self.slash_fraction_double_sign)


class Evidence(Section):
    """The consensus parameters of x/evidence: how old evidence of a double sign may be.

    It is too old when it is older than both.
    """

    max_age_duration: Seconds = parameter(
        "age of evidence up to which it counts whatever the blocks since",
        unit="s",
        source=_CONSENSUS,
        status="inferred",
        chain_key="baseapp/EvidenceParams.max_age_duration",
        ge=0.0,
    )
    max_age_num_blocks: int = parameter(
        "age of evidence up to which it counts whatever the time since",
        unit="blocks",
        source=_CONSENSUS,
        status="inferred",
        chain_key="baseapp/EvidenceParams.max_age_num_blocks",
        ge=0,
        le=10**12,
    )
