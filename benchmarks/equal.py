"""Are two versions of econsim the same model? Runs a commit and the working tree and compares every number.

    python benchmarks/equal.py COMMIT [--epochs 1095] [--scenarios mainnet5 mainnet6 mainnet7] [--seeds 1 2]
                               [--set PATH=VALUE ...] [--renamed OLD=NEW ...]

Whole numbers must be equal, floats to the bit; a float whose sum was taken in another order may differ by 1e-12 of
itself and is named. Columns that only one side has are listed: added ones are no fault, missing ones are. Exit status
1 when anything differs. Both sides run under the same interpreter, each from its own sources.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
TABLES = ("series", "agents")
SAME_SUM = 1e-12  # relative: the same numbers added in another order
RUN = """
import sys
import econsim as es
name, seed, epochs, out, *sets = sys.argv[1:]
model = es.AkashModel(es.load_scenario(name, sets), seed=int(seed), epochs=int(epochs)).run(int(epochs))
done = model.replicate()
for table in ("series", "agents"):
    getattr(done, table).to_pickle(f"{out}.{table}")
"""


def main() -> int:
    """Compare, print a line a run and a line a difference; return the exit status."""
    asked = _arguments()
    renamed = dict(pair.split("=", 1) for pair in asked.renamed)
    n_faults = 0
    with tempfile.TemporaryDirectory() as made:
        other = Path(made) / "commit"
        _git("worktree", "add", "--quiet", "--detach", str(other), asked.commit)
        try:
            for name in asked.scenarios:
                for seed in asked.seeds:
                    faults, notes = _compared(Path(made), other, name, seed, asked, renamed)
                    print(f"{name} seed {seed}: {len(faults)} differences", *faults, *notes, sep="\n  ")
                    n_faults += len(faults)
        finally:
            _git("worktree", "remove", "--force", str(other))
    print("equal" if not n_faults else f"{n_faults} differences")
    return int(n_faults > 0)


def differences(old: pd.DataFrame, new: pd.DataFrame) -> Iterator[tuple[str, bool]]:
    """Return what differs between two tables, each with whether it is a fault."""
    for name in old.columns.difference(new.columns):
        yield f"{name}: missing", True
    added = new.columns.difference(old.columns)
    if len(added):
        yield f"added: {', '.join(added)}", False
    if len(old) != len(new):
        yield f"{len(old)} rows against {len(new)}", True
        return
    for name in old.columns.intersection(new.columns):
        a, b = old[name].to_numpy(), new[name].to_numpy()
        differs = a != b
        if a.dtype.kind == "f":
            differs &= ~(np.isnan(a) & np.isnan(b.astype(float)))
        if not differs.any():
            continue
        row = int(np.flatnonzero(differs)[0])
        is_float = a.dtype.kind == "f" and b.dtype.kind == "f"
        is_same_sum = is_float and bool((np.abs(a - b) <= SAME_SUM * np.maximum(np.abs(a), np.abs(b)))[differs].all())
        yield f"{name}: {int(differs.sum())} rows, first {row}: {a[row]!r} against {b[row]!r}", not is_same_sum


def _compared(
    made: Path, other: Path, name: str, seed: int, asked: argparse.Namespace, renamed: dict[str, str]
) -> tuple[list[str], list[str]]:
    outs = {side: made / f"{side}-{name}-{seed}" for side in ("old", "new")}
    runs = [_started(tree, outs[side], name, seed, asked) for side, tree in (("old", other), ("new", ROOT))]
    if any(run.wait() for run in runs):
        return ["a side did not run"], []
    found = [
        (f"{table}: {told}", is_fault)
        for table in TABLES
        for told, is_fault in differences(
            pd.read_pickle(f"{outs['old']}.{table}").rename(columns=renamed), pd.read_pickle(f"{outs['new']}.{table}")
        )
    ]
    return [told for told, is_fault in found if is_fault], [told for told, is_fault in found if not is_fault]


def _started(tree: Path, out: Path, name: str, seed: int, asked: argparse.Namespace) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", RUN, name, str(seed), str(asked.epochs), str(out), *asked.set]
    environment = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    return subprocess.Popen(words, cwd=tree, env=environment | {"PYTHONPATH": str(tree)})


def _git(*words: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *words], check=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("commit")
    parser.add_argument("--epochs", type=int, default=1095)
    parser.add_argument("--scenarios", nargs="+", default=["mainnet5", "mainnet6", "mainnet7"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--set", nargs="+", default=[], metavar="PATH=VALUE")
    parser.add_argument("--renamed", nargs="+", default=[], metavar="OLD=NEW")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
