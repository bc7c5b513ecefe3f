"""F1: the rewards of every delegation, without touching any but those that change.

A validator's life is cut into periods. Each remembers the sum so far of rewards / tokens; a delegation remembers the
period in which it began and its stake, and has earned stake x (ratio now - ratio then). A slash ends a period and the
stake counts for less from there. A period is kept as long as something refers to it.

Source: cosmos/cosmos-sdk x/distribution/keeper/{delegation,validator,store}.go, x/distribution/types/*.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from econsim.reference.bank import Account
from econsim.reference.decimal18 import ONE, ZERO, Dec
from econsim.reference.failures import Halted

MARGIN_OF_ERROR = Dec(3)  # what a stake may exceed its shares' worth through rounding


@dataclass(slots=True)
class Period:
    """The cumulative reward ratio at a period's end [uakt for each uakt staked], and how many refer to it."""

    ratio: Dec
    references: int


@dataclass(slots=True)
class SlashEvent:
    """A fraction of a validator's tokens burned at a height, at the end of a period."""

    height: int
    period: int
    fraction: Dec


@dataclass(slots=True)
class Start:
    """The period before a delegation began, its stake then [uakt], and the height."""

    period: int
    stake: Dec
    height: int


@dataclass(slots=True)
class ValidatorRewards:
    """All that distribution remembers of one validator [uakt]."""

    outstanding: Dec = ZERO  # owed in all, commission included
    commission: Dec = ZERO  # owed to the operator
    current: Dec = ZERO  # earned by delegators in the running period
    period: int = 1
    historical: dict[int, Period] = field(default_factory=lambda: {0: Period(ZERO, 1)})
    slash_events: list[SlashEvent] = field(default_factory=list)
    starts: dict[Account, Start] = field(default_factory=dict)  # by delegator

    def reference_count(self) -> int:
        """Return the references to all periods: one, and one for each delegation and each slash event."""
        return sum(period.references for period in self.historical.values())


def ratio_now(record: ValidatorRewards, tokens: int) -> Dec:
    """Return the cumulative ratio if the running period ended now; without tokens [uakt] nobody earns."""
    earned = record.current.quo_truncate(Dec.whole(tokens)) if tokens > 0 else ZERO
    return record.historical[record.period - 1].ratio + earned


def increment_period(record: ValidatorRewards, tokens: int) -> tuple[int, Dec]:
    """End the running period; return its number and the rewards that nobody earned (IncrementValidatorPeriod)."""
    ended = record.period
    ratio = ratio_now(record, tokens)
    unearned = ZERO if tokens > 0 else record.current
    record.outstanding -= unearned
    _drop_reference(record, ended - 1)
    record.historical[ended] = Period(ratio, 1)
    record.current, record.period = ZERO, ended + 1
    return ended, unearned


def initialize_delegation(record: ValidatorRewards, delegator: Account, stake: Dec, height: int) -> None:
    """Let a delegation earn from the last ended period on (initializeDelegation)."""
    period = record.period - 1
    record.historical[period].references += 1
    record.starts[delegator] = Start(period, stake, height)


def forget_delegation(record: ValidatorRewards, delegator: Account) -> None:
    """Drop a delegation's record."""
    _drop_reference(record, record.starts.pop(delegator).period)


def add_slash_event(record: ValidatorRewards, height: int, period: int, fraction: Dec) -> None:
    """Remember a slash at the end of a period, which it keeps (updateValidatorSlashFraction)."""
    record.historical[period].references += 1
    record.slash_events.append(SlashEvent(height, period, fraction))


def delegation_rewards(
    record: ValidatorRewards, start: Start, ending_ratio: Dec, current_stake: Dec, height: int
) -> Dec:
    """Return what a delegation has earned from its start to a ratio [uakt] (CalculateDelegationRewards).

    current_stake: what its shares are worth now [uakt], for the chain's own check.
    """
    if start.height == height:
        return ZERO
    rewards, period, stake = ZERO, start.period, start.stake
    for event in record.slash_events:
        if start.height <= event.height <= height and event.period > period:
            rewards += _between(record.historical[period].ratio, record.historical[event.period].ratio, stake)
            stake = stake.mul_truncate(ONE - event.fraction)
            period = event.period
    if stake > current_stake:
        if stake > current_stake + MARGIN_OF_ERROR:
            raise Halted(f"a stake of {stake} exceeds what its shares are worth, {current_stake}")
        stake = current_stake
    return rewards + _between(record.historical[period].ratio, ending_ratio, stake)


def _between(ratio_then: Dec, ratio_now: Dec, stake: Dec) -> Dec:
    return (ratio_now - ratio_then).mul_truncate(stake)


def _drop_reference(record: ValidatorRewards, period: int) -> None:
    record.historical[period].references -= 1
    if record.historical[period].references == 0:
        del record.historical[period]
