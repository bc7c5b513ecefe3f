"""One epoch, top to bottom: the order follows the chain's block (begin block, messages, end block) as an epoch can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from econsim.mechanisms.distribution.messages import use_rewards
from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.distribution.yields import make_known, yields_paid
from econsim.mechanisms.exchange.messages import buy_bid_deposits, sell_revenue
from econsim.mechanisms.market.rules import open_the_market
from econsim.mechanisms.market.schedules import Schedules
from econsim.mechanisms.mint.rules import mint_epoch
from econsim.mechanisms.staking.messages import edit_commissions, let_stake_come_and_go, move_stake
from econsim.mechanisms.staking.rules import mature, update_validator_set
from econsim.simulation.invariants import check_the_books
from econsim.simulation.law import put_law_in_force
from econsim.world.due import due_intentions

if TYPE_CHECKING:
    from econsim.simulation.model import AkashModel


def one_epoch(model: AkashModel) -> None:
    """Let one epoch happen to a model's world, then record it."""
    world = model.world
    world.journal.begin()

    # 1 law in force, 2 nature
    put_law_in_force(world, model.inputs.events_at(world.epoch))
    world.akt_price_usd = model.nature.akt_price.usd(world.epoch)
    wanted = model.nature.gpu_demand.wanted(*due_intentions(world))

    # 3 begin block
    mint_epoch(world, world.n_blocks)
    distribute(world)
    yields = yields_paid(world)

    # 4 choices: everybody sees the same snapshot, then all decide
    decisions = model.choices.decide(world)

    # 5 staking messages
    edit_commissions(world, decisions.validator_commission)
    use_rewards(world, decisions.reward_use)
    move_stake(world, decisions.delegation)
    let_stake_come_and_go(world, decisions.bonding)

    # 6 marketplace, in continuous time
    buy_bid_deposits(world, decisions.provider_revenue)
    law, rules = world.law, world.release.rules
    schedules = Schedules(decisions.provider_pricing, decisions.tenant_choice, model.habits)
    tally = open_the_market(world, law.market, law.deployment, law.take, rules, schedules, wanted)
    sell_revenue(world, decisions.provider_revenue, tally.withdrawn)

    # 7 end block
    update_validator_set(world)
    mature(world)
    make_known(world, yields)

    # 8 invariants, 9 record
    check_the_books(world, model.invariants)
    model.recorder.epoch(world, world.law, yields, tally)
    world.epoch += 1
