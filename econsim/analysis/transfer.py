"""Who pays whom: what moves between delegators, validators and the community pool when the rules change."""

from __future__ import annotations

import numpy as np

from econsim.analysis.cuts import Cut
from econsim.analysis.metrics import by_epoch
from econsim.analysis.report_data import Amount, Flow, Transfer
from econsim.analysis.statistics import paired
from econsim.analysis.verdicts import HIGHER, LOWER
from econsim.analysis.winners import DELEGATORS, NET_CREATION, OF_THE_MINT, POOL, VALIDATORS
from econsim.runs.run_result import RunResult
from econsim.units import SECONDS_PER_DAY, FloatArray

LARGEST = f"{VALIDATORS}, rank 1-10"
_PARTIES = (DELEGATORS, VALIDATORS, POOL)


def transfer(cuts: list[Cut], baseline: RunResult, first: int | None) -> Transfer:
    """Return what moves, in AKT of the window in which arms may differ.

    Transfers of the three parties add up to 0, so either one pays and two receive or two pay and one receives: there
    are two flows at most, each with its 95 % interval over replicates and its share of the staking rewards (commission
    and rewards of delegators) of the baseline in the window. `ten_largest` is the part of the validators' transfer
    that is that of the ten with the largest stake at the start, `minted` what is minted more or less.

    Arguments: the cuts of the mint, the run of the baseline, the epoch from which arms differ (None: never).
    """
    begin = first or 0
    moved = {party: _moved(cuts, party) for party in _PARTIES}
    rewards = sum(
        by_epoch(baseline.series, name)[:, begin:].sum(axis=1, dtype=np.float64)
        for name in ("commission_accrued_uakt", "delegator_rewards_accrued_uakt")
    )
    total = next(cut for cut in cuts if cut.table == NET_CREATION)
    mean_rewards = float(np.mean(rewards))
    return Transfer(
        days=(baseline.epochs - begin) * float(baseline.scenario.run.epoch_length) / SECONDS_PER_DAY,
        flows=tuple(
            Flow(payer, payee, **vars(_amount(np.zeros_like(size), size, mean_rewards)))
            for payer, payee, size in _flows(moved)
        ),
        ten_largest=_part(cuts, moved[VALIDATORS]),
        minted=_amount(total.baseline, total.variant, mean_rewards),
    )


def _moved(cuts: list[Cut], party: str) -> FloatArray:
    """Return the transfer of a party, one number a replicate: the sum over its groups."""
    own = [cut.transfers for cut in cuts if cut.table == OF_THE_MINT and cut.who.split(", ")[0] == party]
    return np.asarray(np.sum([part for part in own if part is not None], axis=0), dtype=np.float64)


def _flows(moved: dict[str, FloatArray]) -> list[tuple[str, str, FloatArray]]:
    """Return (payer, payee, amounts by replicate): the party alone on its side deals with each of the others."""
    gains = {party: float(amounts.mean()) for party, amounts in moved.items()}
    payers = [party for party in _PARTIES if gains[party] < 0.0]
    payees = [party for party in _PARTIES if gains[party] > 0.0]
    if len(payers) == 1:
        return [(payers[0], payee, moved[payee]) for payee in payees]
    return [(payer, payee, -moved[payer]) for payer in payers for payee in payees]


def _part(cuts: list[Cut], of_validators: FloatArray) -> float | None:
    """Return the part of the ten largest in what validators receive or pay."""
    own = [cut.transfers for cut in cuts if cut.who == LARGEST and cut.table == OF_THE_MINT]
    whole = float(of_validators.mean())
    return float(own[0].mean()) / whole if own and own[0] is not None and whole else None


def _amount(baseline: FloatArray, variant: FloatArray, rewards: float) -> Amount:
    """Return how much more it is in the variant; what is minted and moved is known in every replicate."""
    pair = paired(baseline, variant)
    uakt = pair.difference or 0.0
    is_seen = pair.verdict in (HIGHER, LOWER)
    return Amount(uakt, pair.ci_low, pair.ci_high, is_seen, uakt / rewards if rewards > 0.0 else None)
