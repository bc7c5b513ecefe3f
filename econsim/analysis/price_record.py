"""What a reader must know of the AKT price: where no price is recorded, and whether chance is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd

from econsim.scenario.schema import Scenario

_SAME = "The AKT price is the same in every replicate, so that its chance is in no interval."


def beyond_the_record(scenario: Scenario, epochs: int) -> str:
    """Return a sentence about the epochs that begin after the last recorded price, '' where there are none."""
    price, run = scenario.shocks.akt_price, scenario.run
    until, epoch = price.recorded_until(), timedelta(seconds=run.epoch_length)
    if until is None:
        return ""
    later = sum(run.start + number * epoch > until for number in range(epochs))
    if not later:
        return ""
    verb = "begins" if later in (1, epochs) else "begin"
    part = f"{f'{later} of {epochs} epochs' if later < epochs else 'the whole run'} {verb}"
    return f"The AKT price is recorded until {until:%Y-%m-%d}; {part} later, where it is {price.goes_on_as()}."


def same_in_every_replicate(series: Sequence[pd.DataFrame]) -> str:
    """Return a sentence where all replicates of each arm had one price at each epoch, '' where they did not."""
    prices = [arm["akt_price_usd"].groupby(level="epoch").nunique() for arm in series]
    return _SAME if all((distinct == 1).all() for distinct in prices) else ""
