"""What others have claimed, and where a comparison looks for it: a claim, what the code says, variants and metrics.

    claims:
      - says: "What somebody has claimed."
        code: "What the code says of it."
        finds: [{variant: with_it, metric: net_apr}]

A file may ask the same of beliefs: `says` in words, no `code`, and a pair of variants that share the belief, `variant`
`against` another. What an amount is told over may be given: `{..., over: 365250, called: the loop gain}`.

What the model finds is never written here: a comparison of the file's variants fills it in from its runs.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from pydantic import Field

from econsim.contracts import Frozen
from econsim.scenario.merge import closest
from econsim.scenario.origin import Mistakes, Node, Path, bare, nearest
from econsim.scenario.sentences import checked
from econsim.scenario.values import shown

BASELINE = "baseline"  # what an answer calls the file without its variants
_GAP = re.compile(r"\{([^{}]*)\}")


class Looked(Frozen):
    """Where to look for a claim: a metric under a variant, against another one or, where left out, the baseline.

    `over`: what the difference is divided by, in the unit of the metric, where it is `called` a ratio.
    """

    variant: str
    metric: str
    against: str | None = None
    over: float | None = Field(default=None, gt=0.0)
    called: str = ""


class Claim(Frozen):
    """What is claimed, what the code says of it, where the model looks; `note`: what no run can tell."""

    says: str
    code: str = ""
    finds: tuple[Looked, ...] = ()
    note: str = ""


class Gap(Frozen):
    """A gap of an answer, `{VARIANT.METRIC}` or `{VARIANT.METRIC.level}`: a difference to the baseline or a level."""

    written: str
    variant: str
    metric: str
    is_level: bool


def gaps_in(answer: str) -> list[Gap]:
    """Return the gaps that the runs fill, in the order written; what is no gap of that form has no metric."""
    found = []
    for written in _GAP.findall(answer):
        variant, _, rest = written.partition(".")
        metric, _, more = rest.partition(".")
        found.append(
            Gap(written=written, variant=variant, metric=metric if more in ("", "level") else "", is_level=bool(more))
        )
    return found


def claims_in(tree: Node, variants: Collection[str], metrics: Collection[str], mistakes: Mistakes) -> tuple[Claim, ...]:
    """Return the claims in the order written; `variants` and `metrics` are the names that there are."""
    node = tree.value.get("claims", Node([], tree.origin))
    if not isinstance(node.value, list):
        message = f"is {shown(node.value)}; expected a list of {{says, code, finds: [{{variant, metric}}]}}"
        mistakes.add(node.origin, ("claims",), message, "wrong-type")
        return ()
    made = [checked(Claim, bare(entry), ("claims", place), tree, mistakes) for place, entry in node.entries().items()]
    for place, claim in enumerate(made):
        for number, looked in enumerate(claim.finds if claim else ()):
            path: Path = ("claims", str(place), "finds", str(number))
            _note_unknown(tree, (*path, "metric"), looked.metric, metrics, "metric", mistakes)
            for name, field in ((looked.variant, "variant"), (looked.against, "against")):
                if name is not None:
                    _note_unknown(tree, (*path, field), name, variants, "variant", mistakes)
    return tuple(claim for claim in made if claim is not None)


def check_answer(tree: Node, variants: Collection[str], metrics: Collection[str], mistakes: Mistakes) -> None:
    """Note the gaps of the answer that no run could fill."""
    node, told = tree.value.get("answer"), []
    for gap in gaps_in(node.value) if node is not None and isinstance(node.value, str) else ():
        known = (*variants, BASELINE) if gap.is_level else variants
        unknown = [(gap.variant, known, "variant")] * (gap.variant not in known)
        unknown += [(gap.metric, metrics, "metric")] * (gap.metric not in metrics)
        told += [f"{{{gap.written}}}: {_no_such(*one)}" for one in unknown]
    if told:
        mistakes.add(nearest(tree, ("answer",)), ("answer",), f"has {'; '.join(told)}", "unknown-value")


def _note_unknown(tree: Node, path: Path, name: str, known: Collection[str], what: str, mistakes: Mistakes) -> None:
    if name not in known:
        mistakes.add(nearest(tree, path), path, f"is {shown(name)}; {_no_such(name, known, what)}", "unknown-value")


def _no_such(name: str, known: Collection[str], what: str) -> str:
    return f"no such {what}{closest(name, known)}" if name else "expected VARIANT.METRIC or VARIANT.METRIC.level"
