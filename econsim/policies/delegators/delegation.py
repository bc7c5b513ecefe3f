"""Where delegators keep their stake.

The response to commission and the inertia were estimated on other Cosmos chains: e-money/treasury-delegations
(history of allocations.csv), e-money/networks @fa969369, @ba2721de, @cbde8ce5; cosmos/mainnet @f0f0a98a
genesis files; consenlabs/cosmos-staking-dapp @8bff19e6; trustwallet/blockatlas @94468692, @a3d82cf3;
Nostradamus411/ion-airdrop-code @06dbbc99; MakC-Ukr/cosmos-staking-data-extraction @8fb06c30;
blockpane/cosmissed @65a9b372; envoylabs/cosmos_data @bfcfa048. Small delegators respond (8 to 40), large
stake hardly does (0 to 5); the response comes through where new and redelegated stake goes, not through extra
exits; moves are lumpy, whole delegators at a time. Nobody randomised commission: the transfer to Akash is
good to a factor of about 3. They were estimated per unit of commission; per unit of ln(1 - c) they are .95 of that.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.normal import normal_quantile
from econsim.policies.delegators.choosing import choose, logit_weights
from econsim.policies.delegators.decisions import StakingMessages
from econsim.policies.delegators.messages import messages_of
from econsim.policies.delegators.placing import Placement, Placing
from econsim.policies.delegators.tranches import Purposes, purposes_of
from econsim.units import FloatArray, IntArray, per_epoch

_PRIORS = "judgement from the spread of the estimates on other Cosmos chains, see the module"
_ONE_FOR_ALL = np.zeros(1, dtype=np.int64)  # the row whose lasting draws stand for the whole replicate


class Sticky(Policy):
    """Leave the stake where it is."""

    kind: ClassVar[str] = "sticky"
    decides: ClassVar[str] = "delegation"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> StakingMessages:
        """Send no message."""
        return StakingMessages()


class Logit(Policy, Placing):
    """Now and then reconsider every holding; it goes to a validator with probability ~ its weight.

    weight = share of the type's stake at genesis x exp(s x cheaper)
    net_share:        cheaper = ln(1 - c) - ln(1 - c at genesis)
    commission_rate:  cheaper = c at genesis - c

    `c` is the commission rate net of rebates, `s` the commission sensitivity of the delegator's type (large or small):
    genesis is at rest under genesis commissions. Only bonded validators are chosen; one without stake of a type at
    genesis has no brand with it and is never chosen by it, nor by `net_share` one that keeps everything. A rise in
    commission makes nobody reconsider sooner. Operators never move their own bond. A large holding reconsiders, exits
    and returns by tranches, each by a draw of its own (assumption: `tranches`). Who is with a captive validator does
    not reconsider, what leaves it comes back to it, and nobody else chooses it (assumption: `captive_stake`).
    """

    kind: ClassVar[str] = "logit"
    decides: ClassVar[str] = "delegation"

    responds_to: Literal["net_share", "commission_rate"] = parameter(
        "what delegators answer: ln(1 - commission), the share of rewards that they get, or commission itself",
        unit="name",
        source="choice: the slopes of .95 s ln(1 - c) and -s c are equal at c = 5 %; only the first knows that nothing "
        "is left at 100 %",
        status="choice",
        default="net_share",
    )
    large_commission_sensitivity: float = parameter(
        "log odds that large delegators take off per unit of ln(1 - c); the median of its prior",
        unit="1",
        source=".95 of 3 per unit of c; Cosmos Hub 2019-24, stake-weighted 2.7 (2): "
        "MakC-Ukr/cosmos-staking-data-extraction @8fb06c30 and others, see the module",
        status="estimated elsewhere",
        default=2.85,
        ge=0.0,
        le=200.0,
    )
    small_commission_sensitivity: float = parameter(
        "log odds that small delegators take off per unit of ln(1 - c); the median of its prior",
        unit="1",
        source=".95 of 20 per unit of c; e-Money 2021-23 30 (7), Osmosis 2021 20 (12), Cosmos Hub 12 (3): "
        "e-money/networks @fa969369 and others, see the module",
        status="estimated elsewhere",
        default=19.0,
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
        source=sources.OURS,
        status="choice",
        default=0.0,
        ge=0.0,
        le=1.0,
    )
    reconsideration_rate_per_day: float = parameter(
        "probability that a delegator, or a tranche, reconsiders, .045 a month",
        unit="1/day",
        source="net reallocation a month .019 to .032 Cosmos Hub, .020 Osmosis, .048 Kava; prior "
        "LogNormal(ln .045, .5), see the module",
        status="estimated elsewhere",
        default=0.00148,
        ge=0.0,
        lt=1.0,
    )
    notice_rate_per_day: float = parameter(
        "probability that a delegator, or a tranche, besides reconsiders what is with a validator out of the set and "
        "earns nothing; 0: nobody is quicker than usual, .1 is meant where operators give up or are jailed",
        unit="1/day",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0,
        ge=0.0,
        lt=1.0,
    )
    performance_sensitivity: float = parameter(
        "log odds that delegators take off per unit of a validator's remembered time offline (population.delegators."
        "downtime_half_life_days); 0: they do not look; 100 makes an hour a month count like a per mille and a half",
        unit="1",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0,
        ge=0.0,
        le=10_000.0,
    )
    exit_rate_per_day: float = parameter(
        "probability that a delegator, or a tranche, is undelegated: 2 % of stake in 21 days keeps the genesis "
        "unbonding queue in balance",
        unit="1/day",
        source="assumption: other Cosmos chains have 1.9 to 3.6 % of bonded stake unbonding",
        status="assumed",
        default=0.02 / 21,
        ge=0.0,
        lt=1.0,
    )
    return_rate_per_day: float = parameter(
        "probability that principal that is away from staking comes back, a tranche at a time",
        unit="1/day",
        source="assumption: 30 days on average outside",
        status="assumed",
        default=1 / 30,
        ge=0.0,
        lt=1.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> StakingMessages:
        """Return the redelegations of who reconsiders, the exits of who leaves, the delegations of who returns."""

        def in_epoch(rate_per_day: float) -> float:
            return per_epoch(rate_per_day, public.epoch_seconds)

        of_held = self.purposes(public, draws)
        of_away = purposes_of(draws, {"return": in_epoch(self.return_rate_per_day)})
        bits, validators = draws.bits_of_each("redelegate", "delegate"), public.validators
        can_be_chosen, weights = (validators.is_bonded, validators.is_captive), self.weights(own, public, draws)
        moves, leaves, returns = messages_of(own.records, own.ids, of_held, of_away, bits, *can_be_chosen, *weights)
        mover, source, destination, moved = moves
        leaver, left, _, taken = leaves
        returner, joined, _, brought = returns
        return StakingMessages(
            redelegate_delegator=mover,
            redelegate_source=source,
            redelegate_destination=destination,
            redelegate_uakt=moved,
            undelegate_delegator=leaver,
            undelegate_validator=left,
            undelegate_uakt=taken,
            delegate_delegator=returner,
            delegate_validator=joined,
            delegate_uakt=brought,
        )

    def purposes(self, public: Public, draws: Draws) -> Purposes:
        """Return what tranches of holdings may act for in an epoch, in the order of messages.py."""
        rates = {"leave": self.exit_rate_per_day, "reconsider": self.reconsideration_rate_per_day}
        if self.notice_rate_per_day > 0.0:
            rates["notice"] = self.notice_rate_per_day
        return purposes_of(draws, {purpose: per_epoch(rate, public.epoch_seconds) for purpose, rate in rates.items()})

    def place(
        self, own: Own, public: Public, draws: Draws, rows: IntArray, validators: IntArray, numbers: IntArray
    ) -> Placement:
        """Return where new money goes: the choice of who reconsiders, by a draw of its own."""
        tranches, weights = (own.ids[rows], validators, numbers), self.weights(own, public, draws)
        home = choose(own.records, draws.event_bits("new stake"), *tranches, *weights)
        return Placement(np.where(home >= 0, home, validators))

    def sensitivities(self, draws: Draws) -> tuple[float, float]:
        """Return the sensitivity of large and of small delegators in this replicate."""

        def drawn(median: float, log_sd: float, purpose: str) -> float:
            if self.prior_width == 0.0:
                return median
            normal = normal_quantile(draws(_ONE_FOR_ALL).lasting_uniform(purpose)[0] + 2.0**-54)
            return float(median * np.exp(self.prior_width * log_sd * normal))

        return (
            drawn(self.large_commission_sensitivity, self.large_commission_sensitivity_log_sd, "large sensitivity"),
            drawn(self.small_commission_sensitivity, self.small_commission_sensitivity_log_sd, "small sensitivity"),
        )

    def weights(self, own: Own, public: Public, draws: Draws) -> tuple[FloatArray, FloatArray]:
        """Return the weight of each validator with large and small delegators, 0 for who is not chosen."""
        whole, sensitivities = own if own.part_of is None else own.part_of[0], self.sensitivities(draws)
        seen, found = whole.once((self, sensitivities), lambda: (public, self._weights(own, public, *sensitivities)))
        return found if seen is public else self._weights(own, public, *sensitivities)

    def _weights(self, own: Own, public: Public, large: float, small: float) -> tuple[FloatArray, FloatArray]:
        validators = public.validators
        of_large, of_small = logit_weights(
            validators.net_commission_rate,
            own.genesis_commission_rate,
            validators.is_bonded,
            validators.is_captive,
            self.responds_to == "net_share",
            (own.genesis_share_large, large),
            (own.genesis_share_small, small),
        )
        if self.performance_sensitivity > 0.0:
            trusted = np.exp(-self.performance_sensitivity * validators.remembered_downtime)
            return of_large * trusted, of_small * trusted
        return of_large, of_small
