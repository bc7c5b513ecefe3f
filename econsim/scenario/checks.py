"""What must fit together in a scenario of any network: the run with its own numbers and with what nature does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from econsim.contracts import Shape
from econsim.scenario.network import Check, Problem
from econsim.scenario.origin import Path
from econsim.scenario.root import Shocks
from econsim.scenario.run import Run
from econsim.scenario.values import LONGEST_DAYS
from econsim.units import SECONDS_PER_DAY


def _run(run: Run, shocks: Shocks | None) -> Iterator[Problem]:
    """Return what does not fit in a run: its length, its blocks, a shape of nature."""
    length = run.epochs * run.epoch_length
    if length > LONGEST_DAYS * SECONDS_PER_DAY:
        message = f"is too long: with it the run lasts {length / SECONDS_PER_DAY:,.0f} days"
        yield Problem(("run", "epoch_length"), message, "too-large")
        return
    if run.seconds_per_block > run.epoch_length:
        yield Problem(("run", "epoch_length"), "is shorter than a block", "inconsistent")
    for channel, shape in (shocks or {}).items():
        for name, one in shape.items() if isinstance(shape, Mapping) else ():
            yield from _shape(run, ("shocks", channel, name), one)
        if not isinstance(shape, Mapping):
            yield from _shape(run, ("shocks", channel), shape)


def _shape(run: Run, path: Path, shape: Shape) -> Iterator[Problem]:
    """Return what a shape of nature lacks that stands alone, and why it does not fit the run."""
    for name in shape.needed_alone:
        if getattr(shape, name) is None:
            yield Problem((*path, name), "missing; give it", "incomplete")
    misfit = shape.misfit(run.start, run.start + timedelta(seconds=(run.epochs - 1) * run.epoch_length))
    if misfit is not None and misfit.path:
        yield Problem(tuple(misfit.path.split(".")), misfit.message, "inconsistent")
    elif misfit is not None:
        yield Problem(path, misfit.message, "inconsistent", at=(*path, "kind"))


OF_EVERY_NETWORK = (Check(("run",), _run, if_whole=("shocks",)),)
