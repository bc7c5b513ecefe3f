"""The commission floor of Akash: what the ante handler refuses, and what the two upgrades did to existing validators.

Follows akash-network/node app/decorators/min_commision.go and upgrades/software/v0.24.0/upgrade.go
@149f22e701ec9f4fd796e4b416879cd8d91d16e0 (v0.24.0, Mainnet 6), app/decorators/min_commision.go and
upgrades/software/v0.26.0/upgrade.go @6952ec25c2f6494439d947e03ff9aaacc592598d (v0.26.0, Mainnet 7).
The rules of every chain for a commission: commission_rates.py.
"""

from __future__ import annotations

from dataclasses import replace

from econsim.reference.commission_rates import Commission
from econsim.reference.decimal18 import Dec


def create_refused_mainnet6(rate: Dec, min_rate: Dec) -> bool:
    """Return whether v0.24.0 refuses to create a validator: rate < floor."""
    return rate < min_rate


def create_refused_mainnet7(rate: Dec, max_rate: Dec, min_rate: Dec) -> bool:
    """Return whether v0.26.0 refuses to create a validator: rate < floor, or max rate < floor."""
    return rate < min_rate or max_rate < min_rate


def edit_refused(rate: Dec | None, min_rate: Dec) -> bool:
    """Return whether either release refuses an edit: it names a rate, and the rate < floor."""
    return rate is not None and rate < min_rate


def upgrade_to_mainnet6(commission: Commission, min_rate: Dec) -> Commission:
    """Return what the v0.24.0 handler leaves in the store.

    It raises the max rate of a validator below the floor, computes the commission with the rate raised as well, keeps
    only the error of that computation, and saves the validator with its old rate, max change rate and update time.
    """
    if commission.rate < min_rate:
        return replace(commission, max_rate=max(commission.max_rate, min_rate))
    return commission


def upgrade_to_mainnet7(commission: Commission, min_rate: Dec, block_time: int) -> Commission:
    """Return what the v0.26.0 handler leaves in the store: nothing below the floor.

    The change of the rate obeys neither the max change rate nor the 24 hours, but starts them anew.
    """
    raised = replace(commission, max_rate=max(commission.max_rate, min_rate))
    if commission.rate < min_rate:
        return replace(raised, rate=min_rate, update_time=block_time)
    return raised
