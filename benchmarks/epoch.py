"""How fast is an epoch? Steps a commit and the working tree in turn, at the same epochs, and prints the ratio.

    python benchmarks/epoch.py [COMMIT] [--workload FILE] [--pairs 20] [--epochs 8] [--after 100] [--set PATH=VALUE ...]
                               [--growth]

Two processes live side by side, one a tree. Each pair lets one step some epochs, then the other; what counts is the
median over the pairs of processor time over processor time, so that what else a machine does falls on both. Phases are
lines of the epoch's page. Loads are printed beside: ratios mean little where orders, bids or leases differ by more than
5 %. `workload.yaml` is in today's keys; a commit with other keys has a file of its own, `workload_COMMIT.yaml`.
`--growth` measures the working tree alone with ten times as many delegators, orders, providers.
`table.py` prints the whole table of speed and size.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STEPPER = Path(__file__).with_name("stepper.py")
ORDERS = {"web": 110, "batch": 30, "trial": 45, "ai_training": 4, "ai_inference": 11}  # a day, in `workload.yaml`


def orders_times(factor: int) -> tuple[str, ...]:
    """Return what sets so many times the orders of the workload."""
    return tuple(f"population.tenants.classes.{name}.orders_per_day={factor * n}" for name, n in ORDERS.items())


def crowded(part: float) -> tuple[str, ...]:
    """Return what sets 500 providers and a part of 10,000 orders a day."""
    providers = ("population.providers.accounts=500", "population.providers.gpu_providers=200")
    return (*providers, *orders_times(round(part * 10_000 / sum(ORDERS.values()))))


GROWTH = {
    "as it is": (),
    "delegators x 10": ("population.delegators.accounts=100000",),
    "orders x 10": orders_times(10),
    "providers x 10": ("population.providers.accounts=600", "population.providers.gpu_providers=200"),
}
GROWTH["providers and orders x 10"] = (*GROWTH["providers x 10"], *GROWTH["orders x 10"])


class Stepper:
    """A process that steps the model of one tree and times it."""

    def __init__(self, tree: Path, workload: Path, sets: Sequence[str], after: int, epochs: int) -> None:
        """Start it and let it come to the epoch after which times count."""
        words = [sys.executable, str(STEPPER), str(workload), str(after), str(epochs), *sets]
        environment = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
        self._process = subprocess.Popen(
            words, cwd=tree, env=environment | {"PYTHONPATH": str(tree)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def answer(self) -> Mapping[str, Any]:
        """Return the next thing that it says."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a side did not run")
        said: Mapping[str, Any] = json.loads(line)
        return said

    def step(self) -> Mapping[str, Any]:
        """Let it step its epochs; return milliseconds an epoch by phase, and the load."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"step\n")
        self._process.stdin.flush()
        return self.answer()

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    if asked.growth:
        _print_growth(asked)
        return
    if asked.commit is None:
        raise SystemExit("name a COMMIT to compare with, or ask for --growth")
    with beside(asked.commit) as other:
        _print_pairs(asked, other)


@contextmanager
def beside(commit: str) -> Iterator[Path]:
    """Check a commit out beside this tree; yield where."""
    with tempfile.TemporaryDirectory() as made:
        other = Path(made) / "commit"
        _git("worktree", "add", "--quiet", "--detach", str(other), commit)
        try:
            yield other
        finally:
            _git("worktree", "remove", "--force", str(other))


@contextmanager
def stepped(sides: Sequence[Stepper]) -> Iterator[Callable[[], list[Mapping[str, Any]]]]:
    """Wait until the sides have come there, yield what lets each step in turn, and end them."""
    try:
        for side in sides:
            side.answer()
        yield lambda: [side.step() for side in sides]
    finally:
        for side in sides:
            side.stop()


def workload_of(commit: str, workload: Path) -> Path:
    """Return the file that says a load in the keys of a commit."""
    own = workload.with_name(f"{workload.stem}_{commit}.yaml")
    return own if own.exists() else workload


def _print_pairs(asked: argparse.Namespace, other: Path) -> None:
    n_epochs = asked.after + asked.pairs * asked.epochs
    sets = [*asked.set, f"run.epochs={n_epochs}"]
    sides = (
        Stepper(other, workload_of(asked.commit, asked.workload), sets, asked.after, asked.epochs),
        Stepper(ROOT, asked.workload, sets, asked.after, asked.epochs),
    )
    with stepped(sides) as step:
        pairs = [step() for _ in range(asked.pairs)]
    print(f"epochs {asked.after} to {n_epochs}, {asked.pairs} pairs of {asked.epochs} epochs each")
    print(f"{'':>14} {asked.commit:>10} {'tree':>10} {'ratio':>7}   a quarter of the pairs below, above")
    for phase in {phase: None for pair in pairs for side in pair for phase in side["ms"]}:
        old, new = ([pair[side]["ms"].get(phase, 0.0) for pair in pairs] for side in (0, 1))
        ratios = [a / b for a, b in zip(old, new, strict=True) if b > 0.0]
        spread = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else [float("nan")] * 3
        middle = statistics.median(ratios) if ratios else float("nan")
        print(
            f"{phase:>14} {statistics.median(old):7.3f} ms {statistics.median(new):7.3f} ms {middle:7.2f}"
            f"   {spread[0]:.2f}, {spread[2]:.2f}"
        )
    for load in pairs[0][0]["load"]:
        old_load, new_load = (statistics.mean(pair[side]["load"][load] for pair in pairs) for side in (0, 1))
        print(f"{load:>14} {old_load:10.0f} {new_load:10.0f} {old_load / new_load:7.2f}")


def _print_growth(asked: argparse.Namespace) -> None:
    first = 0.0
    for name, sets in GROWTH.items():
        n_epochs = asked.after + asked.pairs * asked.epochs
        side = Stepper(ROOT, asked.workload, [*asked.set, *sets, f"run.epochs={n_epochs}"], asked.after, asked.epochs)
        with stepped([side]) as step:
            steps = [step()[0] for _ in range(asked.pairs)]
        middle = statistics.median(step["ms"]["epoch"] for step in steps)
        first = first or middle
        load = ", ".join(f"{steps[-1]['load'][name]:.0f} {name}" for name in steps[-1]["load"])
        print(f"{name:>16} {middle:8.2f} ms an epoch, {middle / first:5.2f} times   {load}")


def _git(*words: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *words], check=True)


def _file(text: str) -> Path:
    return Path(text).resolve()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("commit", nargs="?")
    parser.add_argument("--workload", type=_file, default=Path(__file__).with_name("workload.yaml"))
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--after", type=int, default=100)
    parser.add_argument("--set", nargs="+", default=[], metavar="PATH=VALUE")
    parser.add_argument("--growth", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
