"""What the runs say of each claim of a scenario: the metrics that it names, paired between the arms that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from econsim.analysis.arms import Arm, FinishedArm
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import ClaimFinding, JudgedClaim
from econsim.analysis.pairs import pairs
from econsim.analysis.statistics import Paired
from econsim.errors import UsageError
from econsim.scenario.claims import Claim, Looked


def claims_of(arms: Sequence[Arm | FinishedArm], judged: Mapping[str, Metric]) -> tuple[Claim, ...]:
    """Return the claims of the file that all arms are of, none where they are other arms than its own.

    Refuses a claim of what is not measured.
    """
    claims: tuple[Claim, ...] = arms[0].scenario.claims
    finds, variants = [looked for claim in claims for looked in claim.finds], {arm.label for arm in arms[1:]}
    if any(looked.variant not in variants for looked in finds):
        return ()
    for looked in finds:
        if looked.metric not in judged:
            raise UsageError(f"a claim names {looked.metric}, and there is no market (run.market is false): remove it")
    return claims


def judged_claims(
    arms: Sequence[FinishedArm],
    judged: Mapping[str, Metric],
    found: Mapping[str, Mapping[str, Paired]],
    first: int | None,
) -> tuple[JudgedClaim, ...] | None:
    """Return what was found of the claims of the file that all arms are of, None where it has none.

    `found` are the statistics against the baseline, `first` the epoch from which any arm differs.
    """
    by_label = {arm.label: arm for arm in arms}
    claims = claims_of(arms, judged)
    if not claims:
        return None

    def finding(looked: Looked) -> ClaimFinding:
        wanted = judged[looked.metric]
        pair = found[looked.variant][looked.metric]
        if looked.against is not None:
            several = {looked.metric: wanted}
            pair = pairs(several, by_label[looked.against], by_label[looked.variant], first)[looked.metric]
        return ClaimFinding(
            looked.variant,
            looked.against,
            looked.metric,
            wanted.unit,
            pair.baseline,
            pair.variant,
            pair.difference,
            pair.ci_low,
            pair.ci_high,
            pair.verdict,
            looked.over,
            looked.called,
        )

    return tuple(JudgedClaim(one.says, one.code, one.note, tuple(map(finding, one.finds))) for one in claims)
