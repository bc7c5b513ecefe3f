"""Two runs in few words: a digest of each column of whole numbers, kept in `same_numbers.json`.

    python -m tests.networks.same_numbers        writes the file anew

What is kept is our own output: a guard against a change that nobody meant, no evidence that a number is right. It is
written anew only together with a line in CHANGELOG.md, under the words "numbers changed", that says why.

It must hold on any machine, and machines differ in the last bit of exp, log and the normal quantile (libm; numpy's own
by processor). So floats are left out, and a whole number that is cut from a float is kept only where that bit has no
say. `calm` keeps every whole number, money to the last uakt: there all agents of a kind are alike (spreads and
sensitivities of 0, exact powers), so that what is cut from a float goes through + - x / alone; left are the exponential
of the mint, once an epoch, and blocks of events, which differ with a chance of about .001 a run on a foreign libm.
`mainnet7` keeps counts alone: among its ten thousand sizes of stake some uakt may be cut the other way, which moves
no count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from econsim.networks.akash import SERIES
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.world.series import Family, Series

KEPT = Path(__file__).with_suffix(".json")
EPOCHS = 120
CALM: Mapping[str, Any] = {
    "genesis.table_moves_per_day": 0.0,
    "genesis.table_sensitivity_large": 0.0,
    "genesis.table_sensitivity_small": 0.0,
    "population.validators.operating_cost_log_sd": 0.0,
    "population.delegators.accounts": 300,
    "population.delegators.large_heads_share": 0.5,
    "population.delegators.large_stake_share": 0.5,
    "population.delegators.mean_delegations": 1.0,
    "population.providers.ask_log_sd": 0.0,
    "population.providers.threads_log_sd": 0.0,
    "population.tenants.accounts": 300,
    "population.tenants.adoption_per_day": 4.0,
    "population.tenants.activity_log_sd": 0.0,
    "policies.bonding": {"kind": "fixed"},
}


def digests() -> dict[str, dict[str, str]]:
    """Return the digest of each kept column of both runs."""
    return {"calm": _digests(CALM, counts_only=False), "mainnet7": _digests({}, counts_only=True)}


def _digests(changes: Mapping[str, Any], *, counts_only: bool) -> dict[str, str]:
    model = AkashModel(load_scenario("mainnet7").with_changes(changes), seed=1, epochs=EPOCHS).run(EPOCHS)
    units = {name: series.unit for series in SERIES for name in _names(series, model)}
    return {
        name: hashlib.blake2b(values.to_numpy().astype("<i8").tobytes(), digest_size=6).hexdigest()
        for name, values in model.series.items()
        if values.dtype.kind == "i" and (units[str(name)] == "count" or not counts_only)
    }


def _names(series: Series | Family, model: AkashModel) -> list[str]:
    return [series.name] if isinstance(series, Series) else series.names(model.world)


if __name__ == "__main__":
    KEPT.write_text(json.dumps(digests(), indent=1) + "\n", encoding="utf-8")
