"""The validators of a chain of which rates are known and sizes are not: Zipf's law, rates dealt out by chance."""

from __future__ import annotations

import numpy as np

from econsim.draws import Streams
from econsim.genesis.validators import ValidatorTable
from econsim.policies.validators.table import TableOfValidators

_HIGHEST_RATE = 1.0


def zipf_table(asked: TableOfValidators, recorded: ValidatorTable, streams: Streams) -> ValidatorTable:
    """Return a table in the order of size: the k-th largest share is k^-a over the sum of these.

    The exponent a is drawn evenly between its bounds, and each validator gets one of the rates by a draw of its own,
    so size tells nothing of the rate. Nobody was lifted before, and a rate may be anything; how fast rates may change
    is drawn as on the network of the `recorded` table. Assumption: `zipf_table`.
    """
    rates = np.repeat(asked.commission_rates, asked.validators_each).astype(np.float64)
    dealt = rates[np.argsort(streams("genesis.validators.table.rate").random(rates.size), kind="stable")]
    drawn = float(streams("genesis.validators.table.exponent").random())
    exponent = asked.least_size_exponent + drawn * (asked.most_size_exponent - asked.least_size_exponent)
    size = np.arange(1, rates.size + 1, dtype=np.float64) ** -exponent
    share = size / size.sum()
    return ValidatorTable(
        commission_rate=dealt,
        max_rate=np.full(rates.size, _HIGHEST_RATE),
        was_lifted=np.zeros(rates.size, dtype=np.bool_),
        stake_share=share,
        fitted_share=share,
        max_change_rates=recorded.max_change_rates,
    )
