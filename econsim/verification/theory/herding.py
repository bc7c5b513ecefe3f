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
_CHAINS, _SAMPLES = 30, 4  # worlds, and how often each is looked at
_FORGOTTEN, _APART = 3.0, 2.0  # memories before the first look and between two
_MOST_EPOCHS = 400_000


class KirmanAnts(Range):
    """Delegators of one unit each (two who copy each other only swap places), and how likely they choose by themselves.

    `own_choice` is how often a choice of one's own over how often another is followed, in pairs of agents.
    """

    n_agents: Whole = Field(ge=3, le=2_000)
    own_choice: float = Field(alias="a", gt=0.0, le=1e6)


def kirman(given: KirmanAnts, sample: int) -> Measured:
    """Let everybody reconsider at once, again and again until where they began is forgotten; look now and then.

    Who reconsiders at the same moment sees the same, and where everybody does a herd is noisier than one that moves one
    by one: how likely they choose by themselves is set so that two of them are alike as often as in that herd.
    Held against the whole law (Kolmogorov-Smirnov, with a draw between the steps of the distribution), its mean and
    its variance around one half.
    """
    by_itself = _alike_as_often(given)
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


def _alike_as_often(given: KirmanAnts) -> float:
    """Return how likely everybody chooses by itself, at once, where two agents are together as often as under the law.

    With c = P(two agents are together) - 1/2, which is 1 / (4 a + 2) under Beta-binomial(N, a, a), and of whom each
    copies another with probability i: they copy the same one with probability p = (N - 2) / (N - 1)^2 and are together
    then, else as often as two are, c = i^2 (p / 2 + (1 - p) c).
    """
    together = 1.0 / (4.0 * given.own_choice + 2.0)
    same = (given.n_agents - 2.0) / (given.n_agents - 1.0) ** 2
    return 1.0 - math.sqrt(together / (same / 2.0 + (1.0 - same) * together))


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
