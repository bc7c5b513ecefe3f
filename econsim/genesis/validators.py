"""Validators at genesis: rates of a table, costs of a draw, and the set that the law of day 0 bonds.

Commission rates and max rates are those of all 100 active validators at height 15,095,285, 2024-02-20
(data/observations/validators_akash_2024-02-20.csv; envoylabs/cosmos_data node_dumps@bfcfa048), in the order of their
stake that day. The old rates of the 29 that Mainnet 7 lifted are not recorded and are drawn; max change rates are
drawn from the 64 validators of the genesis of 2020-09-25 (akash-network/net akashnet-1/genesis.json
@9448a0799b8c4f4751448126c53a80b9709a15e0). Their stake is placed by `delegators.py`. Assumptions:
`old_rates`, `max_change_rates`, `captive_stake`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from econsim.draws import Streams
from econsim.model_version import PACKAGE
from econsim.scenario.notes import Note
from econsim.scenario.origin import Path, dotted
from econsim.scenario.schema import Scenario
from econsim.units import SECONDS_PER_DAY, IntArray, dec18
from econsim.world.tables import empty
from econsim.world.validators import BONDED, UNBONDED, Validators, active_set

_OBSERVATIONS = PACKAGE / "data" / "observations"
_SEATS: Path = ("chain", "staking", "max_validators")
_LONG_AGO_SECONDS = -365.0 * SECONDS_PER_DAY


def observed_validators() -> pd.DataFrame:
    """Return the table of 20 February 2024, in the order of stake."""
    return pd.read_csv(_OBSERVATIONS / "validators_akash_2024-02-20.csv")


def build_validators(scenario: Scenario, streams: Streams) -> Validators:
    """Return the validators of the table, then the waiting candidates, all without stake yet."""
    who = scenario.population.validators
    seen = observed_validators()
    n_active, n = len(seen), len(seen) + who.waiting_candidates
    validators: Validators = empty(Validators, n)
    draws = {name: streams(f"genesis.validators.{name}").random(n) for name in ("rate", "change")}

    validators.operator = np.arange(n)
    validators.is_below_floor_at_start[:n_active] = seen["lifted_by_mainnet7"].to_numpy()
    old_rates = np.array([dec18(rate) for rate in who.lifted_old_rates])
    drawn = old_rates[(draws["rate"] * old_rates.size).astype(np.int64)]
    typical = {"commission_rate": seen["commission_rate"].mode()[0], "max_rate": seen["max_rate"].mode()[0]}
    for name in ("commission_rate", "max_rate"):
        rates = [dec18(rate) for rate in seen[name]] + [dec18(typical[name])] * who.waiting_candidates
        setattr(validators, f"{name}_dec18", np.array(rates))
    lifted = validators.is_below_floor_at_start
    validators.commission_rate_dec18[lifted] = drawn[lifted]
    np.maximum(validators.max_rate_dec18, validators.commission_rate_dec18, out=validators.max_rate_dec18)
    validators.is_captive = validators.commission_rate_dec18 >= dec18(who.captive_rate)

    of_2020 = pd.read_csv(_OBSERVATIONS / "validators_genesis_akashnet1_2020-09-25.csv")["max_change_rate"]
    changes = np.array([dec18(rate) for rate in of_2020])
    validators.max_change_rate_dec18 = np.minimum(
        changes[(draws["change"] * changes.size).astype(np.int64)], validators.max_rate_dec18
    )
    validators.commission_updated_seconds[:] = _LONG_AGO_SECONDS
    normal = streams("genesis.validators.cost").standard_normal(n)
    validators.operating_cost_usd_per_month = who.operating_cost_usd_per_month * np.exp(
        who.operating_cost_log_sd * normal
    )
    return validators


def seat(validators: Validators, tokens_uakt: IntArray, max_validators: int) -> None:
    """Give validators their stake, their rank by it, and the strongest of them their place in the set of day 0."""
    validators.tokens_uakt, validators.delegator_shares = tokens_uakt, tokens_uakt.copy()
    validators.rank[np.argsort(-tokens_uakt, kind="stable")] = np.arange(1, len(validators) + 1)
    validators.status[:] = UNBONDED
    validators.status[active_set(tokens_uakt, max_validators)] = BONDED


def empty_seats(scenario: Scenario) -> list[Note]:
    """Return a note for each place of a scenario that gives the set more seats than there are validators."""
    waiting, seats = scenario.population.validators.waiting_candidates, ".".join(_SEATS)
    there_are = len(observed_validators()) + waiting
    asked: dict[Path, int] = {_SEATS: scenario.chain.staking.max_validators}
    for event in scenario.timeline:
        if seats in event.all_set:
            asked["timeline", event.name, "set", seats] = int(event.all_set[seats])
    return [
        Note(
            path,
            f"{dotted(path)} is {number}, and there are {there_are} validators, {there_are - waiting} of the table and "
            f"{waiting} waiting (population.validators.waiting_candidates): all of them are bonded, the other seats "
            "stay empty",
        )
        for path, number in asked.items()
        if number > there_are
    ]
