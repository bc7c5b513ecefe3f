"""One epoch, top to bottom: the order follows the chain's block (begin block, messages, end block) as an epoch can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from econsim.measures.yields import yields_paid
from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.mint.rules import mint_epoch
from econsim.mechanisms.staking.rules import mature, update_validator_set
from econsim.simulation.bonding_flow import let_stake_come_and_go
from econsim.simulation.invariants import check_the_books
from econsim.simulation.law import put_law_in_force
from econsim.simulation.marketplace import open_the_market
from econsim.simulation.messages import edit_commissions, move_stake, use_rewards
from econsim.simulation.revenue import buy_bid_deposits, sell_revenue

if TYPE_CHECKING:
    from econsim.simulation.model import AkashModel


def one_epoch(model: AkashModel) -> None:
    """Let one epoch happen to a model's world, then record it."""
    world, happened = model.world, model.new_happenings()

    # 1 law in force, 2 nature
    put_law_in_force(world, model.inputs.events_at(world.epoch), happened)
    world.akt_price_usd = model.nature.akt_price_usd(world.epoch)
    wanted = model.nature.wanted(world)

    # 3 begin block
    happened.minted_uakt = mint_epoch(world, world.n_blocks)
    happened.accrued = distribute(world)
    happened.yields = yields_paid(world, happened.minted_uakt, happened.accrued)

    # 4 choices: everybody sees the same snapshot, then all decide
    decisions = model.choices.decide(world, model.record.commission_uakt_per_day)

    # 5 staking messages
    edit_commissions(world, decisions, happened)
    use_rewards(world, decisions, happened)
    move_stake(world, decisions, happened)
    let_stake_come_and_go(world, decisions, happened)

    # 6 marketplace, in continuous time
    buy_bid_deposits(world, decisions, happened)
    happened.market = open_the_market(world, decisions, wanted, model.habits)
    sell_revenue(world, decisions, happened)

    # 7 end block
    happened.set_changes(*update_validator_set(world))
    mature(world)
    world.real_yield = happened.yields.real_yield

    # 8 invariants, 9 record
    check_the_books(world, model.invariants)
    model.record.epoch(world, happened)
    world.epoch += 1
