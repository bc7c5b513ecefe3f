"""The validators of Akash: the table that genesis is set up from, and a note where a scenario has more seats.

Commission rates and max rates are those of all 100 active validators at height 15,095,285, 2024-02-20
(data/observations/validators_akash_2024-02-20.csv; envoylabs/cosmos_data node_dumps@bfcfa048), in the order of their
stake that day; 29 of them were lifted to the floor by Mainnet 7. The shares by which tranches fall are fitted to it
(data/fitted/brands.csv; `econsim calibrate genesis`). Max change rates are those of the 64 validators of the genesis
of 2020-09-25 (akash-network/net akashnet-1/genesis.json@9448a0799b8c4f4751448126c53a80b9709a15e0).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

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


def akash_validators() -> ValidatorTable:
    """Return the table of 20 February 2024."""
    seen = pd.read_csv(_OBSERVATIONS / "validators_akash_2024-02-20.csv")
    of_2020 = pd.read_csv(_OBSERVATIONS / "validators_genesis_akashnet1_2020-09-25.csv")
    fitted = pd.read_csv(FITTED)["brand_share"].to_numpy(np.float64)
    return ValidatorTable(
        commission_rate=seen["commission_rate"].to_numpy(np.float64),
        max_rate=seen["max_rate"].to_numpy(np.float64),
        was_lifted=seen["lifted_by_mainnet7"].to_numpy(np.bool_),
        stake_share=seen["stake_share"].to_numpy(np.float64),
        fitted_share=fitted / fitted.sum(),
        max_change_rates=of_2020["max_change_rate"].to_numpy(np.float64),
    )


def empty_seats(scenario: Scenario) -> list[Note]:
    """Return a note for each place of a scenario that gives the set more seats than there are validators."""
    waiting, seats = scenario.part(Population).validators.waiting_candidates, ".".join(_SEATS)
    there_are = akash_validators().commission_rate.size + waiting
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
