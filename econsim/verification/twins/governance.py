"""Governance: months of proposals with their deposits and ends of blocks, and votes on random worlds."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.mechanisms.gov import rules as engine
from econsim.mechanisms.gov.money import BURNED, REFUNDED
from econsim.mechanisms.gov.parameters import Gov
from econsim.mechanisms.gov.tally import tally
from econsim.mechanisms.gov.terms import terms_of
from econsim.reference import governance as reference
from econsim.reference.decimal18 import ONE, Dec
from econsim.reference.failures import Refused
from econsim.reference.tally import OPTIONS, TallyParams, Validator
from econsim.reference.tally import Tally as ChainTally
from econsim.reference.tally import tally as tally_of_the_chain
from econsim.units import SECONDS_PER_DAY, UAKT_PER_AKT
from econsim.verification.mainnet6 import law_with
from econsim.verification.twins.mint import decimal
from econsim.verification.twins.twin import Twin
from econsim.world.build import empty_world, with_stakes
from econsim.world.proposals import IN_VOTING, PASSED
from econsim.world.validators import BONDED, UNBONDED
from econsim.world.world import World

_VALIDATORS, _DELEGATORS, _DAYS, _PROPOSALS, _VOTES = 8, 60, 60, 12, 20
_OUTSIDE = 0  # who pays deposits in the reference chain


def deposits(rng: np.random.Generator) -> float:
    """Return how often engine and chain differ in sixty days of proposals.

    Compared are which messages are accepted, which proposals are dropped or decided at the end of a day, and where
    their deposits are then: with the module, given back, burned.
    """
    law, world = _random_law(rng), _random_stakes(rng)
    chain = reference.Governance(
        reference.DepositParams(law.min_deposit, round(law.max_deposit_period), round(law.voting_period))
    )
    paid_back, burned, n_different = 0, 0, 0
    for day in range(_DAYS):
        world.journal.begin()
        for number in range(_PROPOSALS):
            if rng.random() < 0.1:
                n_different += _submitted(rng, world, chain, law, number, day)
            if rng.random() < 0.1:
                n_different += _paid(rng, world, chain, law, number, day)
        _let_some_vote(rng, world)
        found, expected = _end_of_day(world, chain, law, day)
        n_different += found != expected
        paid_back += world.journal.money[REFUNDED, "uakt"]
        burned += world.journal.money[BURNED, "uakt"]
        held = int(world.proposals.deposit_uakt.sum())
        n_different += (held, paid_back, burned) != (
            chain.module_balance,
            chain.refunded.get(_OUTSIDE, 0),
            chain.burned,
        )
        world.epoch += 1
    return float(n_different)


def votes(rng: np.random.Generator) -> float:
    """Return in how many of twenty votes on random worlds engine and chain differ in the outcome or in its numbers.

    Some validators have been slashed, so that shares are worth odd amounts, some are jailed or not in the set, some
    accounts hold stake with several validators; turnout, majorities and the law lie where every outcome comes about.
    """
    n_different = 0
    for _ in range(_VOTES):
        world, law = _random_stakes(rng), _random_law(rng)
        _slash_some(rng, world)
        world.proposals.append(number=0, state=IN_VOTING)
        _vote(rng, world, 0)
        found = tally(world, 0, terms_of(law).majorities, len(world.validators))
        expected = tally_of_the_chain(_validators_of(world), _votes_of(world, 0), _params_of(law))
        results = tuple(expected.results[option] for option in OPTIONS)
        n_different += (found.passes, found.burns_deposits) != (expected.passes, expected.burn_deposits)
        n_different += found.results_uakt != results
    return float(n_different)


def _submitted(
    rng: np.random.Generator, world: World, chain: reference.Governance, law: Gov, number: int, day: int
) -> bool:
    """Let a proposal come with about the least initial deposit on both sides; return whether they differ."""
    least = reference.minimum_initial_deposit(decimal(law.min_initial_deposit_rate), law.min_deposit)
    amount = int(rng.choice([max(least - 1, 0), least, least + 1, law.min_deposit]))
    accepted = engine.submit(world, law, number, amount)
    now = day * SECONDS_PER_DAY
    try:
        if amount < least:
            raise Refused("brings too little")
        chain.submit(number, now)
        chain.deposit(number, _OUTSIDE, amount, now)
    except Refused:
        return accepted
    return not accepted


def _paid(rng: np.random.Generator, world: World, chain: reference.Governance, law: Gov, number: int, day: int) -> bool:
    """Let a part of the deposit come on both sides; return whether they differ."""
    amount = int(rng.choice([0, 1, law.min_deposit // 3, law.min_deposit // 2]))
    accepted = engine.deposit(world, law, number, amount)
    try:
        chain.deposit(number, _OUTSIDE, amount, day * SECONDS_PER_DAY)
    except Refused:
        return accepted
    return not accepted


def _let_some_vote(rng: np.random.Generator, world: World) -> None:
    for number in world.proposals.number[world.proposals.state == IN_VOTING].tolist():
        if rng.random() < 0.3:
            _vote(rng, world, number)


def _end_of_day(world: World, chain: reference.Governance, law: Gov, day: int) -> tuple[Any, Any]:
    """Return what is dropped and decided on each side, how each vote comes out, and how voting goes on."""
    outcomes: dict[int, ChainTally] = {}

    def tally_of(number: int) -> ChainTally:
        outcomes[number] = tally_of_the_chain(_validators_of(world), _votes_of(world, number), _params_of(law))
        return outcomes[number]

    expired, ended = chain.end_block(day * SECONDS_PER_DAY, tally_of)
    dropped, decided = engine.drop_unfunded(world, law), {}
    while numbers := engine.voted_on(world):
        outcome = engine.decide(world, law, numbers[0], len(world.validators))
        assert outcome is not None, "none of them is expedited"
        decided[numbers[0]] = outcome
    world.proposals.keep(world.proposals.state != PASSED)  # the number may come up again, as on the other side
    voting = {
        int(row.number): round(float(row.voting_end_seconds)) for row in world.proposals.rows if row.state == IN_VOTING
    }
    told = {number: (found.passes, found.burns_deposits, found.results_uakt) for number, found in decided.items()}
    expected = {
        number: (out.passes, out.burn_deposits, tuple(out.results.values())) for number, out in outcomes.items()
    }
    on_chain = {number: one.voting_end for number, one in chain.proposals.items() if one.voting_end is not None}
    return (sorted(dropped), sorted(decided), told, voting), (sorted(expired), sorted(ended), expected, on_chain)


def _random_law(rng: np.random.Generator) -> Gov:
    return law_with(
        gov__min_deposit=int(rng.integers(1, 2000)) * UAKT_PER_AKT + int(rng.integers(2)),
        gov__max_deposit_period=f"{int(rng.integers(1, 20))} days",
        gov__voting_period=f"{int(rng.integers(1, 10))} days",
        gov__min_initial_deposit_rate=round(float(rng.choice([0.0, 0.4, 0.5, rng.random()])), 3),
        gov__quorum=round(float(rng.choice([0.0, 0.334, 0.5])), 3),
        gov__threshold=round(float(rng.choice([0.3, 0.5])), 3),
        gov__veto_threshold=round(float(rng.choice([0.1, 0.334])), 3),
    ).gov


def _random_stakes(rng: np.random.Generator) -> World:
    """Return operators with stake of their own, some of it elsewhere, and delegators who hold with up to three."""
    stakes = {(index, index): int(rng.integers(1, 10**9)) for index in range(_VALIDATORS)}
    for delegator in range(_DELEGATORS):
        for validator in rng.choice(_VALIDATORS, int(rng.integers(1, 4)), replace=False).tolist():
            if delegator >= _VALIDATORS or rng.random() < 0.3:
                stakes.setdefault((delegator, validator), int(rng.integers(1, 10**9)))
    world = with_stakes(empty_world(supply_uakt=10**15), [0.05] * _VALIDATORS, stakes, _DELEGATORS)
    world.delegators.is_large[_VALIDATORS:] = rng.random(_DELEGATORS - _VALIDATORS) < 0.2
    world.validators.status[:] = np.where(rng.random(_VALIDATORS) < 0.8, BONDED, UNBONDED)
    world.validators.is_jailed[:] = rng.random(_VALIDATORS) < 0.1
    return world


def _slash_some(rng: np.random.Generator, world: World) -> None:
    """Take odd parts of some validators' tokens away, so that a share is no longer worth one uakt."""
    tokens = world.validators.tokens_uakt
    for index in np.flatnonzero(rng.random(_VALIDATORS) < 0.5).tolist():
        lost = int(tokens[index] * rng.random())
        tokens[index] -= lost
        world.ledger.supply["uakt"] -= lost


def _vote(rng: np.random.Generator, world: World, number: int) -> None:
    """Let some accounts vote, some of them twice."""
    turnout, lean = rng.random(), rng.dirichlet([0.7, 0.3, 0.4, 0.4])
    voters = np.flatnonzero(rng.random(_DELEGATORS) < turnout)
    voters = np.append(voters, rng.choice(voters, voters.size // 4)) if voters.size else voters
    engine.cast_votes(
        world, np.full(voters.size, number), voters, rng.choice(len(OPTIONS), voters.size, p=lean).astype(np.int64)
    )


def _validators_of(world: World) -> list[Validator]:
    table, held = world.validators, world.delegations
    return [
        Validator(
            operator=index,
            tokens=int(table.tokens_uakt[index]),
            shares=Dec.whole(int(table.delegator_shares[index])),
            delegations={int(row.delegator): Dec.whole(int(row.shares)) for row in held.rows if row.validator == index},
            is_bonded=bool(table.is_bonded[index]),
            is_jailed=bool(table.is_jailed[index]),
        )
        for index in range(_VALIDATORS)
    ]


def _votes_of(world: World, number: int) -> dict[int, Any]:
    return {int(row.voter): {OPTIONS[row.option]: ONE} for row in world.votes.rows if row.number == number}


def _params_of(law: Gov) -> TallyParams:
    return TallyParams(decimal(law.quorum), decimal(law.threshold), decimal(law.veto_threshold))


TWINS = (
    Twin(
        "governance deposits and periods",
        "60 days of proposals: accepted or refused, dropped, decided, voting times, deposits held, back and burned",
        0.0,
        "no difference",
        deposits,
    ),
    Twin(
        "governance tally",
        "20 votes on worlds with slashed validators, some jailed or out of the set: every option's stake, the outcome",
        0.0,
        "no difference",
        votes,
    ),
)
