"""Theory of herding: two validators alike, and delegators who choose by themselves or go where another is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pydantic import Field
from scipy.stats import betabinom, kstest

from econsim.draws import Streams
from econsim.mechanisms.staking.rules import mature
from econsim.policies.delegators.herding import Kirman
from econsim.units import SECONDS_PER_DAY, FloatArray
from econsim.verification.theory.agents import EVERYBODY_PER_DAY, agents, let_choose
from econsim.verification.theory.theory import SEED, CannotMeasure, Measured, Range, Theory, Whole, over_replicates

_HOP_DAYS = 30.0  # an epoch, after which stake that has moved may move on
_CHAINS, _SAMPLES = 16, 8  # worlds, and how often each is looked at
_FORGOTTEN, _APART = 3.0, 2.0  # memories before the first look and between two
_MOST_EPOCHS = 400_000


class KirmanAnts(Range):
    """Delegators of one unit each, and how likely they choose by themselves over going where another is."""

    n_agents: Whole = Field(ge=2, le=2_000)
    own_choice: float = Field(alias="a", gt=0.0, le=1e6)


def kirman(given: KirmanAnts, sample: int) -> Measured:
    """Let everybody reconsider, one after the other, until where they began is forgotten; look now and then.

    Held against the whole law (Kolmogorov-Smirnov, with a draw between the steps of the distribution), its mean and
    its variance around one half.
    """
    by_itself = 2.0 * given.own_choice / (2.0 * given.own_choice + given.n_agents - 1.0)
    first, between = math.ceil(_FORGOTTEN / by_itself), math.ceil(_APART / by_itself)
    if _CHAINS * (first + _SAMPLES * between) > _MOST_EPOCHS:
        raise CannotMeasure("so few choose by themselves that the rest is reached too slowly to be waited for")
    found = np.array([_chain(given.n_agents, 1.0 - by_itself, chain, first, between) for chain in range(_CHAINS)])
    shares = found / given.n_agents
    rows: list[dict[str, Any]] = [
        {"mean_share": each.mean(), "variance_share": ((each - 0.5) ** 2).mean()} for each in shares
    ]
    law = betabinom(given.n_agents, given.own_choice, given.own_choice)
    between_steps = Streams(SEED, 0)("kirman").random(found.size)
    evenly = law.cdf(found.ravel() - 1) + between_steps * law.pmf(found.ravel())
    return Measured(*over_replicates(rows), p_values={"ks_p_min": float(kstest(evenly, "uniform").pvalue)})


def _chain(n_agents: int, imitation_share: float, number: int, first: int, between: int) -> FloatArray:
    """Return how many are with the first validator at some times; in the beginning all are."""
    world = agents([0.05, 0.05], np.array([0.5, 0.5]), [0.05, 0.05], n_agents)
    world.epoch_seconds = _HOP_DAYS * SECONDS_PER_DAY
    policy = Kirman.model_construct(
        imitation_share=imitation_share,
        reconsideration_rate_per_day=EVERYBODY_PER_DAY,
        exit_rate_per_day=0.0,
        return_rate_per_day=0.0,
    )
    unit, found = int(world.validators.tokens_uakt.sum()) // n_agents, np.zeros(_SAMPLES)
    for look in range(_SAMPLES):
        for _ in range(between if look else first):
            let_choose(world, policy, number)
            mature(world)
        found[look] = world.validators.tokens_uakt[0] // unit
    return found


THEORIES = (Theory("delegation.kirman", KirmanAnts, kirman),)
