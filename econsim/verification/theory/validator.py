"""Validators: the stake at which commission pays for operation, from the model's own account of incomes."""

from __future__ import annotations

from pydantic import Field

from econsim.measures.outcomes import Incomes
from econsim.mechanisms.distribution.rules import distribute
from econsim.units import DAYS_PER_YEAR, UAKT_PER_AKT
from econsim.verification.mainnet6 import law_with
from econsim.verification.theory.theory import CannotMeasure, Measured, Range, Theory
from econsim.world.build import empty_world, hand_out, with_stakes
from econsim.world.ledger import Account

_STAKE_UAKT = 10**18


class BreakevenStake(Range):
    """Cost of operation, commission rate, rewards on stake before commission, and the AKT price."""

    cost_usd_per_month: float = Field(ge=0.0, le=1e9)
    commission: float = Field(ge=0.0, le=1.0)
    gross_apr: float = Field(ge=0.0, le=10.0)
    akt_usd: float = Field(gt=0.0, le=1e6)


def breakeven_stake(given: BreakevenStake, sample: int) -> Measured:
    """Let one validator earn a day's rewards and pay a day's costs; income is in proportion to stake, costs are not.

    Whose income is nothing whatever the stake never pays costs.
    """
    world = with_stakes(empty_world(), [given.commission], {}, n_delegators=1)
    world.validators.delegator_shares[0] = _STAKE_UAKT
    hand_out(world, Account("validators.tokens_uakt", 0), _STAKE_UAKT)
    world.validators.operating_cost_usd_per_month[0] = given.cost_usd_per_month
    world.akt_price_usd = given.akt_usd
    rewards = round(_STAKE_UAKT * given.gross_apr / DAYS_PER_YEAR)
    world.ledger.move(Account("outside_uakt"), Account("fee_collector_uakt"), rewards, "a day's rewards")
    incomes = Incomes(world)
    distribute(world, law_with(distribution__community_tax=0.0).distribution)
    incomes.add(world)
    account = incomes.frame(world).query("population == 'validator'").iloc[0]
    cost, income = float(account["cost_usd"]), float(account["income_usd"])
    if income > 0.0:
        return Measured({"stake_akt": _STAKE_UAKT / UAKT_PER_AKT * cost / income})
    if given.commission * given.gross_apr > 0.0:
        raise CannotMeasure("the income of a day is less than a uakt")
    return Measured({"stake_akt": None if cost > 0.0 else 0.0})


THEORIES = (Theory("validator.breakeven_stake", BreakevenStake, breakeven_stake),)
