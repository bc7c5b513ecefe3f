"""Delegators who imitate each other: a sensitivity of the choice of a validator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.compiled import njit
from econsim.contracts import Public, parameter
from econsim.draws import Draws, bits_of, uniform_of
from econsim.policies.delegators.choosing import choice
from econsim.policies.delegators.decisions import StakingMessages
from econsim.policies.delegators.delegation import Logit
from econsim.policies.delegators.messages import LEAVE, NOTICE
from econsim.policies.delegators.tranches import Purposes, acting_of_held, together, turns_of
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.tranches import Stakes


class Kirman(Logit):
    """Like `logit`, but who reconsiders may go where some other stake is instead of choosing (Kirman 1993).

    It imitates with `imitation_share`: then each uakt of others with a validator that can be chosen is as likely to be
    met, where all saw it stand before anybody moved. Of N holders of one unit, of whom few reconsider in an epoch, two
    validators alike and nobody who comes or goes, the number with the first has the stationary law
    Beta-binomial(N, a, a), a = (N - 1) / 2 x (1 - imitation_share) / imitation_share (A. Kirman, Ants, Rationality, and
    Recruitment, QJE 108).
    """

    kind: ClassVar[str] = "kirman"

    imitation_share: float = parameter(
        "probability that who reconsiders goes where another's stake is, whatever that charges",
        unit="probability",
        source=f"{sources.ASSUMPTION}: no estimate is known",
        status="assumed",
        default=0.5,
        ge=0.0,
        le=1.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> StakingMessages:
        """Return exits and returns like `logit`, and the redelegations of who reconsiders, some of them imitated."""
        chosen, validators = super().decide(own, public, draws), public.validators
        mover, source, destination, moved = herding(
            own.records,
            own.ids,
            self.purposes(public, draws),
            draws.bits_of_each("redelegate", "imitate", "whom"),
            (validators.is_bonded, validators.is_captive, np.asarray(validators.stake_uakt)),
            self.imitation_share,
            self.weights(own, public, draws),
        )
        return replace(
            chosen,
            redelegate_delegator=mover,
            redelegate_source=source,
            redelegate_destination=destination,
            redelegate_uakt=moved,
        )


@njit
def herding(
    stakes: Stakes,
    ids: IntArray,
    of_held: Purposes,
    bits: Any,
    validators: tuple[BoolArray, BoolArray, IntArray],
    imitation_share: float,
    weights: tuple[FloatArray, FloatArray],
) -> IntArray:
    """Return redelegations: delegator, source, destination, amount [uakt].

    bits: of the draws by which who reconsiders chooses, whether it imitates, and whom. validators: which are bonded and
    which captive, and their stake [uakt].
    """
    is_bonded, is_captive, stake = validators
    open_stake = np.where(is_bonded & ~is_captive, stake, 0)  # that can be met and followed
    held = acting_of_held(stakes, turns_of(stakes, ids, of_held), of_held)
    moves, n = np.empty((4, held.shape[0]), np.int64), 0
    for place in range(held.shape[0]):
        purpose, delegator, validator, number, amount = held[place]
        if purpose == LEAVE or is_captive[validator] or (purpose == NOTICE and is_bonded[validator]):
            continue
        if _drawn(bits[1], delegator, validator, number) < imitation_share:
            target = _met(open_stake, validator, amount, _drawn(bits[2], delegator, validator, number))
        else:
            target = choice(stakes, bits[0], delegator, validator, number, weights[0], weights[1])
        if target not in (-1, validator):
            moves[0, n], moves[1, n], moves[2, n], moves[3, n] = delegator, validator, target, amount
            n += 1
    return together(moves[0, :n], moves[1, :n], moves[2, :n], moves[3, :n])


@njit
def _drawn(bits: Any, delegator: int, validator: int, number: int) -> float:
    return uniform_of(bits_of(bits_of(bits_of(bits, delegator), validator), number))


@njit
def _met(open_stake: IntArray, home: int, amount: int, draw: float) -> int:
    """Return the validator of the uakt of others that a draw meets, -1 where there is none; `amount` is its own."""
    own = min(amount, open_stake[home])
    left = draw * (open_stake.sum() - own)
    for validator in range(open_stake.size):
        left -= open_stake[validator] - (own if validator == home else 0)
        if left < 0.0:
            return validator
    return -1
