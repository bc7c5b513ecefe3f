"""Where delegators keep their stake.

The response to commission and the inertia were estimated on other Cosmos chains: e-money/treasury-delegations
(history of allocations.csv), e-money/networks @fa969369, @ba2721de, @cbde8ce5; cosmos/mainnet @f0f0a98a
genesis files; consenlabs/cosmos-staking-dapp @8bff19e6; trustwallet/blockatlas @94468692, @a3d82cf3;
Nostradamus411/ion-airdrop-code @06dbbc99; MakC-Ukr/cosmos-staking-data-extraction @8fb06c30;
blockpane/cosmissed @65a9b372; envoylabs/cosmos_data @bfcfa048. Small delegators respond (8 to 40), large
stake hardly does (0 to 5); the response comes through where new and redelegated stake goes, not through extra
exits; moves are lumpy, whole delegators at a time. Nobody randomised commission: the transfer to Akash is
good to a factor of about 3.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from scipy.special import ndtri

from econsim.contracts import Mine, Policy, Public, StakingMessages, parameter
from econsim.randomness import Luck
from econsim.units import BoolArray, FloatArray, IntArray, per_epoch

_PRIORS = "judgement from the spread of the estimates on other Cosmos chains, see the module"
_ONE_FOR_ALL = np.zeros(1, dtype=np.int64)  # the row whose lasting draws stand for the whole replicate


class Sticky(Policy):
    """Leave the stake where it is."""

    kind: ClassVar[str] = "sticky"
    decides: ClassVar[str] = "delegation"

    def decide(self, mine: Mine, public: Public, luck: Luck) -> StakingMessages:
        """Send no message."""
        return StakingMessages()


class Logit(Policy):
    """Now and then reconsider every holding; it goes to validator v with probability ~ exp(brand_v - s c_v).

    `c_v` is today's commission rate, `s` the commission sensitivity of the delegator's type (large or small),
    and `brand_v = ln(share of the type's stake at genesis) + s x (commission rate at genesis)`, so that
    genesis is at rest under genesis commissions. Only bonded validators are chosen; one without stake of a
    type at genesis has no brand with it and is never chosen by it. A rise in commission makes nobody
    reconsider sooner. Operators never move their own bond.
    """

    kind: ClassVar[str] = "logit"
    decides: ClassVar[str] = "delegation"

    large_commission_sensitivity: float = parameter(
        "log odds that large delegators take off per unit of commission; the median of its prior",
        unit="1",
        source="Cosmos Hub 2019-24, stake-weighted 2.7 (2): MakC-Ukr/cosmos-staking-data-extraction "
        "@8fb06c30 and others, see the module",
        status="estimated elsewhere",
        default=3.0,
        ge=0.0,
        le=200.0,
    )
    small_commission_sensitivity: float = parameter(
        "log odds that small delegators take off per unit of commission; the median of its prior",
        unit="1",
        source="e-Money 2021-23 30 (7), Osmosis 2021 20 (12), Cosmos Hub 12 (3): e-money/networks @fa969369 "
        "and others, see the module",
        status="estimated elsewhere",
        default=20.0,
        ge=0.0,
        le=200.0,
    )
    large_commission_sensitivity_log_sd: float = parameter(
        "spread of the prior of large delegators' sensitivity, standard deviation of the logarithm",
        unit="1",
        source=_PRIORS,
        status="estimated elsewhere",
        default=0.9,
        ge=0.0,
        le=5.0,
    )
    small_commission_sensitivity_log_sd: float = parameter(
        "spread of the prior of small delegators' sensitivity, standard deviation of the logarithm",
        unit="1",
        source=_PRIORS,
        status="estimated elsewhere",
        default=0.6,
        ge=0.0,
        le=5.0,
    )
    prior_width: float = parameter(
        "doubt about both sensitivities: 0 = the medians in every replicate, 1 = each replicate draws both "
        "from their lognormal priors",
        unit="1",
        source="choice of the scenario's author",
        status="choice",
        default=0.0,
        ge=0.0,
        le=1.0,
    )
    reconsideration_rate_per_day: float = parameter(
        "probability that a delegator reconsiders its holdings, .045 a month",
        unit="1/day",
        source="net reallocation a month .019 to .032 Cosmos Hub, .020 Osmosis, .048 Kava; prior "
        "LogNormal(ln .045, .5), see the module",
        status="estimated elsewhere",
        default=0.00148,
        ge=0.0,
        lt=1.0,
    )
    exit_rate_per_day: float = parameter(
        "probability that a delegator undelegates everything: 2 % of stake in 21 days keeps the genesis "
        "unbonding queue in balance",
        unit="1/day",
        source="assumption: other Cosmos chains have 1.9 to 3.6 % of bonded stake unbonding",
        status="assumed",
        default=0.02 / 21,
        ge=0.0,
        lt=1.0,
    )
    return_rate_per_day: float = parameter(
        "probability that a delegator with more in its wallet than delegated, and nothing unbonding, "
        "delegates the whole wallet",
        unit="1/day",
        source="assumption: 30 days on average outside",
        status="assumed",
        default=1 / 30,
        ge=0.0,
        lt=1.0,
    )

    def decide(self, mine: Mine, public: Public, luck: Luck) -> StakingMessages:
        """Return the redelegations of who reconsiders, the exits of who leaves, the delegations of who returns."""

        def happens(purpose: str, rate_per_day: float) -> BoolArray:
            return np.asarray(luck.uniform(purpose) < per_epoch(rate_per_day, public.epoch_seconds))

        is_free = mine.operates < 0
        is_leaving = is_free & happens("leave", self.exit_rate_per_day)
        is_reconsidering = is_free & ~is_leaving & happens("reconsider", self.reconsideration_rate_per_day)
        is_returning = is_free & ~is_leaving & _is_outside(mine) & happens("return", self.return_rate_per_day)
        weights = self._weights(mine, public, luck)

        moving = np.flatnonzero(is_reconsidering[mine.held_row])
        mover, source = mine.held_row[moving], mine.held_validator[moving]
        draws = luck.event_uniform("redelegate", mine.ids[mover], source)
        target = _chosen(weights, mine.is_large[mover], draws)
        moves = (target >= 0) & (target != source) & (mine.held_uakt[moving] > 0)
        leaving = np.flatnonzero(is_leaving[mine.held_row] & (mine.held_uakt > 0))
        returner = np.flatnonzero(is_returning)
        new_home = _chosen(weights, mine.is_large[returner], luck.event_uniform("delegate", mine.ids[returner]))
        finds = new_home >= 0
        return StakingMessages(
            redelegate_delegator=mine.ids[mover[moves]],
            redelegate_source=source[moves],
            redelegate_destination=target[moves],
            redelegate_uakt=mine.held_uakt[moving[moves]],
            undelegate_delegator=mine.ids[mine.held_row[leaving]],
            undelegate_validator=mine.held_validator[leaving],
            undelegate_uakt=mine.held_uakt[leaving],
            delegate_delegator=mine.ids[returner[finds]],
            delegate_validator=new_home[finds],
            delegate_uakt=mine.wallet_uakt[returner[finds]],
        )

    def sensitivities(self, luck: Luck) -> tuple[float, float]:
        """Return the sensitivity of large and of small delegators in this replicate."""

        def drawn(median: float, log_sd: float, purpose: str) -> float:
            normal = ndtri(luck(_ONE_FOR_ALL).lasting_uniform(purpose)[0] + 2.0**-54)
            return float(median * np.exp(self.prior_width * log_sd * normal))

        return (
            drawn(self.large_commission_sensitivity, self.large_commission_sensitivity_log_sd, "large sensitivity"),
            drawn(self.small_commission_sensitivity, self.small_commission_sensitivity_log_sd, "small sensitivity"),
        )

    def _weights(self, mine: Mine, public: Public, luck: Luck) -> tuple[FloatArray, FloatArray]:
        """Return exp(brand_v - s c_v) by validator for large and small delegators, 0 where not bonded."""
        cheaper = mine.genesis_commission_rate - public.validators.commission_rate
        large, small = self.sensitivities(luck)
        return (
            _weights_of_type(mine.genesis_share_large, large * cheaper, public.validators.is_bonded),
            _weights_of_type(mine.genesis_share_small, small * cheaper, public.validators.is_bonded),
        )


def _is_outside(mine: Mine) -> BoolArray:
    """Return who has more in the wallet than delegated and nothing on its way out.

    More than, not all: a claim restaked in the epoch of an exit leaves a crumb behind.
    """
    staked = np.bincount(mine.held_row, mine.held_uakt, minlength=len(mine))
    return np.asarray((mine.wallet_uakt > staked) & ~mine.has_unbonding)


def _weights_of_type(genesis_share: FloatArray, log_odds: FloatArray, is_bonded: BoolArray) -> FloatArray:
    """Return genesis_share x exp(log_odds) up to a factor, 0 for those that cannot be chosen."""
    weights = np.zeros(genesis_share.size)
    choosable = is_bonded & (genesis_share > 0)
    if choosable.any():
        log_odds = log_odds[choosable]
        weights[choosable] = genesis_share[choosable] * np.exp(log_odds - log_odds.max())
    return weights


def _chosen(weights: tuple[FloatArray, FloatArray], is_large: BoolArray, draws: FloatArray) -> IntArray:
    """Return the validator that each draw picks by inverse CDF, -1 where a type knows no bonded validator."""
    chosen = np.full(draws.size, -1, dtype=np.int64)
    for by_validator, rows in zip(weights, (np.flatnonzero(is_large), np.flatnonzero(~is_large)), strict=True):
        upto = np.cumsum(by_validator)
        if rows.size and upto[-1] > 0:
            below_all = np.minimum(draws[rows] * upto[-1], np.nextafter(upto[-1], 0.0))
            chosen[rows] = np.searchsorted(upto, below_all, side="right")
    return chosen
