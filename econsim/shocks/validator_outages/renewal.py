"""Renewal outages: the spells of each validator in a whole run, and what of them falls into the blocks of an epoch."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from econsim.draws import Streams, event_bits, event_uniform
from econsim.shocks.validator_outages.misses import missed_blocks
from econsim.shocks.validator_outages.neglect import with_neglect
from econsim.units import DAYS_PER_YEAR, HOURS_PER_MONTH, SECONDS_PER_DAY, SECONDS_PER_HOUR, FloatArray, IntArray
from econsim.world.signing import Faults

_MORE = 16  # spells that are drawn beyond those expected


@dataclass
class RenewalOutages:
    """The outages of a run; those of a validator are drawn when it is first there."""

    horizon_seconds: float
    streams: Streams
    days_between_outages: float
    outage_hours: float
    missed_block_rate: float
    double_signs_per_year: float
    evidence_delay: float  # [s]
    neglect_hours_per_month: float = 0.0
    spells: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))  # begin and end [s since start], by validator
    first: IntArray = field(default_factory=lambda: np.zeros(1, np.int64))  # the first spell of each, and their number
    double_signs: list[tuple[float, int]] = field(default_factory=list)  # moment [s since start], validator
    neglect: FloatArray = field(default_factory=lambda: np.zeros((0, 3)))  # spells and their draws, by validator
    first_neglect: IntArray = field(default_factory=lambda: np.zeros(1, np.int64))

    def in_blocks(
        self,
        epoch: int,
        first: int,
        n_blocks: int,
        seconds_per_block: float,
        validators: int,
        saved_share: FloatArray | None = None,
    ) -> Faults:
        """Return what goes wrong in the blocks of an epoch, as the channel says."""
        if validators >= self.first.size:
            self._draw(np.arange(self.first.size - 1, validators))
        spells, first_spell = self.spells, self.first[: validators + 1]
        if self.neglect_hours_per_month > 0.0 and saved_share is not None and saved_share.any():
            span = first * seconds_per_block, (first + n_blocks + 1) * seconds_per_block
            neglect = self.neglect, self.first_neglect
            spells, first_spell = with_neglect(spells, first_spell, *neglect, saved_share, span)
        absent, is_offline = missed_blocks(
            spells,
            first_spell,
            (first, n_blocks, seconds_per_block),
            self.missed_block_rate,
            event_bits(self.streams.event_key("validator_outages.miss"), epoch)[0],
        )
        return Faults(absent, self._signed_twice(first, n_blocks, seconds_per_block), is_offline)

    def _draw(self, validators: IntArray) -> None:
        """Draw all outages and double signs of some validators."""
        gap, length = self.days_between_outages * SECONDS_PER_DAY, self.outage_hours * SECONDS_PER_HOUR
        spells = [self._spells("outage", validator, gap, length) for validator in validators.tolist()]
        self.spells = np.concatenate([self.spells, *spells])
        self.first = np.append(self.first, self.first[-1] + np.cumsum([len(each) for each in spells]))
        if self.neglect_hours_per_month > 0.0:
            self._draw_neglect(validators)
        if self.double_signs_per_year > 0.0:
            gap = DAYS_PER_YEAR * SECONDS_PER_DAY / self.double_signs_per_year
            for validator in validators.tolist():
                moments = self._spells("double sign", validator, gap, 0.0)[:, 0].tolist()
                self.double_signs += [(moment, validator) for moment in moments if not self._is_out(validator, moment)]
            self.double_signs.sort()

    def _draw_neglect(self, validators: IntArray) -> None:
        """Draw the outages of neglect of some validators, as they would be if nothing were spent."""
        length = self.outage_hours * SECONDS_PER_HOUR
        gap = length * (HOURS_PER_MONTH / self.neglect_hours_per_month - 1.0)
        draws, drawn = self.streams.event_key("validator_outages.neglect.happens"), []
        for validator in validators.tolist():
            spells = self._spells("neglect", validator, gap, length)
            drawn.append(np.column_stack([spells, event_uniform(draws, validator, np.arange(len(spells)))]))
        self.neglect = np.concatenate([self.neglect, *drawn])
        self.first_neglect = np.append(self.first_neglect, self.first_neglect[-1] + np.cumsum([len(d) for d in drawn]))

    def _spells(self, what: str, validator: int, mean_gap: float, mean_length: float) -> FloatArray:
        """Return begin and end of all spells that begin in the run [s since start]."""
        keys = [self.streams.event_key(f"validator_outages.{what}.{part}") for part in ("gap", "length")]
        together = _MORE + math.ceil(self.horizon_seconds / (mean_gap + mean_length))
        spells, end, number = [], 0.0, 0
        while end < self.horizon_seconds:
            numbers = np.arange(number, number + together)
            gaps, lengths = (
                -mean * np.log1p(-event_uniform(key, validator, numbers))
                for key, mean in zip(keys, (mean_gap, mean_length), strict=True)
            )
            ends = np.cumsum(np.append(end, gaps + lengths))[1:]
            spells.append(np.stack([ends - lengths, ends], axis=1))
            end, number = float(ends[-1]), number + together
        drawn = np.concatenate(spells)
        return np.asarray(drawn[drawn[:, 0] < self.horizon_seconds])

    def _is_out(self, validator: int, moment: float) -> bool:
        own = self.spells[self.first[validator] : self.first[validator + 1]]
        return bool(((own[:, 0] <= moment) & (moment < own[:, 1])).any())

    def _signed_twice(self, first: int, n_blocks: int, seconds_per_block: float) -> IntArray:
        """Return the double signs whose moment lies in the blocks of an epoch."""
        delay = max(math.ceil(self.evidence_delay / seconds_per_block), 1)
        blocks = [
            (validator, math.floor(moment / seconds_per_block) - first) for moment, validator in self.double_signs
        ]
        rows = [(validator, block, delay) for validator, block in blocks if 0 <= block < n_blocks]
        return np.array(rows, dtype=np.int64).reshape(-1, 3)
