"""Do two versions of econsim obey the same law where every draw differs? Runs a commit and the working tree many times.

    python benchmarks/alike.py COMMIT [--scenarios mainnet7] [--replicates 200] [--epochs 365] [--keep FOLDER]

Every metric of metrics.csv is measured in each replicate of both sides. Replicate k has the same genesis and the same
nature on both, so means are compared in pairs (t test of the differences); the whole law by Kolmogorov and Smirnov's
test. Of so many tests some fall below 5 % by chance: it is printed how many; what stands after Holm's correction at 1 %
is a fault. For each metric the largest difference that the replicates allow (95 %) is shown in units of the smallest
effect that matters. `--keep` holds the metrics of each side, by commit; those there are read back. Exit status 1 when a
fault is found.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import ks_2samp, t, ttest_1samp

ROOT = Path(__file__).resolve().parent.parent
LEVEL = 0.01
SAME_SUM = 1e-12  # relative: the same numbers added in another order
RUN = """
import sys
import pandas as pd
import econsim
from econsim.analysis.metrics import measured, metrics
name, replicates, epochs, out = sys.argv[1:]
done = econsim.run(name, replicates=int(replicates), epochs=int(epochs))
length = done.scenario.run.epoch_length
table = {metric: measured(how, done.series, length) for metric, how in metrics().items()}
pd.DataFrame(table).to_pickle(out)
"""


def main() -> int:
    """Compare, print a line a metric; return the exit status."""
    asked = _arguments()
    n_faults = 0
    with tempfile.TemporaryDirectory() as made:
        keep, other = asked.keep or Path(made), Path(made) / "commit"
        _git("worktree", "add", "--quiet", "--detach", str(other), asked.commit)
        try:
            for name in asked.scenarios:
                old, new = (_metrics(tree, keep, name, asked) for tree in (other, ROOT))
                n_faults += _told(name, old, new, _smallest_effects())
        finally:
            _git("worktree", "remove", "--force", str(other))
    print("alike" if not n_faults else f"{n_faults} metrics differ")
    return int(n_faults > 0)


def compared(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return, by metric, both means, the half width of the interval of their difference, and the p of both tests."""
    rows = {}
    for name in old.columns.intersection(new.columns):
        a, b = old[name].to_numpy(), new[name].to_numpy()
        there = np.isfinite(a) & np.isfinite(b)
        a, b, moved = a[there], b[there], (b - a)[there]
        if moved.size < 3 or not (np.abs(moved) > SAME_SUM * np.abs(a)).any():
            continue
        width = moved.std(ddof=1) / np.sqrt(moved.size) * t.ppf(0.975, moved.size - 1)
        p_mean = ttest_1samp(moved, 0.0).pvalue if moved.std() > 0.0 else 0.0
        rows[name] = a.mean(), b.mean(), width, p_mean, ks_2samp(a, b).pvalue
    return pd.DataFrame.from_dict(rows, orient="index", columns=["old", "new", "width", "p_mean", "p_law"])


def stand_out(p: pd.Series, level: float = LEVEL) -> list[str]:
    """Return what a test rejects after Holm's correction for how many there are."""
    found = []
    for place, (name, value) in enumerate(p.sort_values().items()):
        if value > level / (p.size - place):
            break
        found.append(str(name))
    return found


def _told(scenario: str, old: pd.DataFrame, new: pd.DataFrame, smallest: dict[str, float]) -> int:
    table = compared(old, new)
    table["at_most"] = ((table.new - table.old).abs() + table.width) / pd.Series(smallest).reindex(table.index)
    p = pd.concat([table.p_mean.add_prefix("mean of "), table.p_law.add_prefix("law of ")])
    faults = stand_out(p)
    print(f"{scenario}: {len(old)} and {len(new)} replicates, {len(table)} metrics that vary")
    print(table.to_string(float_format=lambda x: f"{x:.4g}"))
    print(f"  p below .05: {(p < 0.05).sum()} of {p.size} tests")
    print(f"  after Holm at {LEVEL}: {', '.join(faults) or 'none'}")
    return len(faults)


def _metrics(tree: Path, keep: Path, name: str, asked: argparse.Namespace) -> pd.DataFrame:
    commit = subprocess.run(
        ["git", "-C", str(tree), "describe", "--always", "--dirty"], check=True, capture_output=True, text=True
    ).stdout.strip()
    out = keep / f"{commit}-{name}-{asked.replicates}x{asked.epochs}.pickle"
    if not out.exists() or commit.endswith("dirty"):
        environment = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
        words = [sys.executable, "-c", RUN, name, str(asked.replicates), str(asked.epochs), str(out)]
        subprocess.run(words, cwd=tree, env=environment | {"PYTHONPATH": str(tree)}, check=True)
    return pd.read_pickle(out)


def _smallest_effects() -> dict[str, float]:
    from econsim.analysis.metrics import metrics

    return {name: metric.smallest_effect for name, metric in metrics().items()}


def _git(*words: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *words], check=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("commit")
    parser.add_argument("--scenarios", nargs="+", default=["mainnet7"])
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--epochs", type=int, default=365)
    parser.add_argument("--keep", type=Path, help="a folder")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
