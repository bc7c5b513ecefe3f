"""The validators of Akash: the table that genesis is set up from, and a note where a scenario has more seats.

Commission rates and max rates are those of all 100 active validators at height 15,095,285, 2024-02-20
(data/observations/validators_akash_2024-02-20.csv; envoylabs/cosmos_data node_dumps@bfcfa048), in the order of their
stake that day; 29 of them were lifted to the floor by Mainnet 7. The shares by which tranches fall are fitted to it
(data/fitted/brands.csv; `econsim calibrate genesis`). Max change rates are those of the 64 validators of the genesis
of 2020-09-25 (akash-network/net akashnet-1/genesis.json@9448a0799b8c4f4751448126c53a80b9709a15e0).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path as FilePath

import numpy as np

from econsim.genesis.validators import ValidatorTable
from econsim.mechanisms.law import Law
from econsim.model_version import PACKAGE
from econsim.policies.population import Population
from econsim.scenario.network import Note
from econsim.scenario.origin import Path, dotted
from econsim.scenario.schema import Scenario

FITTED = PACKAGE / "data" / "fitted" / "brands.csv"
_OBSERVATIONS = PACKAGE / "data" / "observations"
_SEATS: Path = ("chain", "staking", "max_validators")


@cache
def akash_validators() -> ValidatorTable:
    """Return the table of 20 February 2024; it is read once and nobody may write to it."""
    seen = _columns(_OBSERVATIONS / "validators_akash_2024-02-20.csv")
    of_2020 = _columns(_OBSERVATIONS / "validators_genesis_akashnet1_2020-09-25.csv")
    fitted = np.array(_columns(FITTED)["brand_share"], dtype=np.float64)
    table = ValidatorTable(
        commission_rate=np.array(seen["commission_rate"], dtype=np.float64),
        max_rate=np.array(seen["max_rate"], dtype=np.float64),
        was_lifted=np.array(seen["lifted_by_mainnet7"]) == "True",
        stake_share=np.array(seen["stake_share"], dtype=np.float64),
        fitted_share=fitted / fitted.sum(),
        max_change_rates=np.array(of_2020["max_change_rate"], dtype=np.float64),
    )
    for column in table:
        column.flags.writeable = False
    return table


def _columns(path: FilePath) -> dict[str, list[str]]:
    """Return the columns of a CSV file as they are written."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def empty_seats(scenario: Scenario) -> list[Note]:
    """Return a note for each place of a scenario that gives the set more seats than there are validators."""
    who, seats = scenario.part(Population).validators, ".".join(_SEATS)
    waiting = who.waiting_candidates
    there_are = waiting + (sum(who.table.validators_each) or akash_validators().commission_rate.size)
    asked: dict[Path, int] = {_SEATS: scenario.part(Law).staking.max_validators}
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
