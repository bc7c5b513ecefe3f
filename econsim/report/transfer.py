"""The first sentence of an answer: who pays whom, how much, and what minting changed."""

from __future__ import annotations

from collections.abc import Sequence

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, WHOLE_YEAR_DAYS, about, listed, plain
from econsim.analysis.report_data import Amount, Flow, Transfer
from econsim.analysis.winners import POOL, VALIDATORS
from econsim.units import DAYS_PER_YEAR, UAKT_PER_AKT

_SMALLEST_SHARE = 0.00005  # of staking rewards: less rounds to 0.00 %
_SMALLEST_MINTED = 0.0005  # of staking rewards: less rounds to 0.0 %


def transfer_sentence(comparison: Comparison, variant: str) -> str:
    """Return what a variant moves between delegators, validators and the community pool."""
    found = comparison.background.transfer[variant]
    flows = [flow for flow in found.flows if _is_told(flow)]
    return f"{_moves(comparison, variant, found, flows)} {_minting(found)}"


def _is_told(flow: Flow) -> bool:
    return flow.is_seen and (flow.share_of_rewards is None or flow.share_of_rewards >= _SMALLEST_SHARE)


def _moves(comparison: Comparison, variant: str, found: Transfer, flows: Sequence[Flow]) -> str:
    against = f"Compared with {comparison.baseline}, {variant}"
    parties = "between delegators, validators and the community pool"
    if not flows:
        is_hidden = any(flow.uakt and not flow.is_seen for flow in found.flows)
        replicates = comparison.numbers.replicates
        limit = f" that can be detected with replicates: {replicates}" if is_hidden else ""
        return f"{against} moves nothing {parties}{limit}."
    told = listed([_flow(flow, found.days) for flow in flows])
    return f"{against} moves {told}{_window(found.days)}.{_largest(flows, found.ten_largest)}"


def _flow(flow: Flow, days: float) -> str:
    """Return one flow: as AKT a year from a whole year on, below it in the window, with the pace beside it."""
    is_year = days >= WHOLE_YEAR_DAYS
    factor = DAYS_PER_YEAR / days
    scale = factor if is_year else 1.0
    pace = "" if is_year else f"; {_akt(flow.uakt * factor)} a year at this pace"
    share = flow.share_of_rewards
    part = "" if share is None else f"{plain(100 * share, 2)} % of staking rewards; "
    return (
        f"{_akt(flow.uakt * scale)}{' a year' if is_year else ''} from {_named(flow.payer)} to {_named(flow.payee)} "
        f"({part}95 % interval {_interval(flow, scale)}{pace})"
    )


def _interval(found: Amount, scale: float, *, signed: bool = False) -> str:
    """Return the interval of an amount in AKT, times a factor."""
    ends = (
        MISSING if end is None else about(scale * end / UAKT_PER_AKT, signed=signed)
        for end in (found.ci_low, found.ci_high)
    )
    return " to ".join(ends)


def _window(days: float) -> str:
    if days >= WHOLE_YEAR_DAYS:
        return f", over {days:.4g} days"
    return f", in the {days:.4g} days in which the two can differ"


def _largest(flows: Sequence[Flow], part: float | None) -> str:
    """Return the part of the ten largest validators in what validators receive or pay."""
    gains = any(flow.payee == VALIDATORS for flow in flows)
    if part is None or not (gains or any(flow.payer == VALIDATORS for flow in flows)):
        return ""
    verb, way, other = ("gain", "goes to", "pay") if gains else ("pay", "comes from", "gain")
    if part < 0.0:
        return f" The ten largest validators {other}, the others {verb}."
    if part > 1.0:
        return f" The ten largest validators {verb} more than all together: some of the others {other}."
    return f" Of what validators {verb}, {plain(100 * part, 0)} % {way} the ten largest."


def _minting(found: Transfer) -> str:
    minted = found.minted
    if minted.uakt == 0.0:
        return "Minting is the same to the uakt."
    if not minted.is_seen:
        return "No difference in what is minted can be detected."
    year = " a year" if found.days >= WHOLE_YEAR_DAYS else ""
    scale = DAYS_PER_YEAR / found.days if year else 1.0
    size = about(scale * minted.uakt / UAKT_PER_AKT, signed=True)
    told = f"{size} AKT{year} (95 % interval {_interval(minted, scale, signed=True)})"
    share = minted.share_of_rewards
    if share is not None and abs(share) < _SMALLEST_MINTED:
        return f"What is minted changes by 0.0 % of staking rewards: {told}."
    return f"What is minted changes by {told}."


def _akt(uakt: float) -> str:
    return f"{about(uakt / UAKT_PER_AKT)} AKT"


def _named(party: str) -> str:
    return f"the {party}" if party == POOL else party
