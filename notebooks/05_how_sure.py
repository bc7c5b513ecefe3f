# ---
# jupyter:
#   jupytext:
#     formats: py:percent,ipynb
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # How sure?
#
# **Question: a simulation prints a number. What may I say about it in public?**
#
# There are three doubts, and they are told apart: **chance** inside the model (an interval), **belief** about
# people and prices (what the answer leans on, and where it flips), and **what is not in the model** (a list).
# This page shows each of them on one question: what does Mainnet 7 take from delegators' yields? The market is
# left out to be quick.

# %%
import matplotlib.pyplot as plt
import numpy as np

import econsim as es

SMALL = {"run.market": False, "population.delegators.accounts": 500}
before, after = (es.load_scenario(name).with_changes(SMALL) for name in ("mainnet6", "mainnet7"))

# %% [markdown]
# ## 1. Chance, and why both arms share it
#
# Every draw in econsim is keyed by what it is for, so the same delegator reconsiders on the same day in both
# arms. What differs is the rule. Below, each dot is a replicate: its level in either arm, and the difference.

# %%
comparison = es.compare(before, after, replicates=8, epochs=45)
runs = comparison.runs
ends = {name: run.series["net_apr"].groupby("replicate").last().to_numpy() for name, run in runs.items()}
difference = ends["mainnet7"] - ends["mainnet6"]

fig, axes = plt.subplots(1, 2, figsize=(10, 3))
for place, values in enumerate(ends.values()):
    axes[0].plot(np.full(values.size, place), 100 * values, "o", alpha=0.7)
axes[0].set(xticks=[0, 1], xticklabels=list(ends), ylabel="% a year", title="Delegators' net yield: eight worlds")
axes[1].plot(np.zeros(difference.size), 100 * difference, "o", color="#D55E00", alpha=0.7)
axes[1].set(xticks=[0], xticklabels=["difference"], ylabel="points", title="The difference, world by world")
fig.tight_layout()

# %%
spread = [values.std(ddof=1) for values in (ends["mainnet6"], difference)]
print(f"standard deviation of one arm: {100 * spread[0]:.3f} points, of the difference: {100 * spread[1]:.4f} points")
print(f"the same interval without pairing would take about {2 * (spread[0] / spread[1]) ** 2:,.0f} times as many runs")
assert spread[1] < spread[0], "sharing the luck is what makes the difference visible"

# %% [markdown]
# ## 2. The interval, by hand
#
# Student's t over eight paired differences: mean ± t(0.975; 7) x s / sqrt(8).

# %%
from scipy import stats

half = stats.t.ppf(0.975, difference.size - 1) * difference.std(ddof=1) / np.sqrt(difference.size)
print(f"{100 * difference.mean():.4f} ± {100 * half:.4f} points on the last day")

found = comparison.outcomes("mainnet7")["net_apr"]
print(f"over the whole window the page says {100 * found.ci_low:.4f} to {100 * found.ci_high:.4f} points")
assert found.ci_low < found.difference < found.ci_high

# %% [markdown]
# ## 3. A test that nothing is something: the placebo
#
# A comparison of a scenario with itself must give exactly 0, whatever the luck: not about 0.

# %%
placebo = es.compare(after, after.with_changes({}, name="placebo"), replicates=2, epochs=20)
differences = [found.difference for found in placebo.outcomes("placebo").values() if found.difference is not None]
assert set(differences) == {0.0}
print(f"{len(differences)} metrics, all differences exactly 0")

# %% [markdown]
# ## 4. Belief: where does the answer flip?
#
# Nobody knows what the lifted validators had charged before. If it was 0 %, the lift costs their delegators 5
# points of commission; if it was 4.5 %, next to nothing. `switching` scans the whole range of what is believed,
# on the same luck, and says at which value a loss ceases to matter (here: is less than 0.1 points a year).

# %%
analysis = es.sensitivity(
    after, before, method="morris", over=["old_rates"], switching=["old_rates"], trajectories=2, replicates=2, epochs=40
)
(scan,) = [one for one in analysis.found.switching if one.metric == "real_yield"]
fig, axes = plt.subplots(figsize=(7, 3))
at = np.array([100 * point.value for point in scan.points])
axes.plot(at, [100 * point.difference for point in scan.points], "o-")
axes.axhline(-0.1, color="0.6", linestyle=":")
axes.axhline(0.0, color="0.3", linewidth=0.8)
axes.set(xlabel="what the lifted validators had charged, %", ylabel="points a year", title="Delegators' real yield")
fig.tight_layout()

# %%
for crossing in scan.crossings:
    low, high = (f"{100 * end:.1f} %" if end is not None else "beyond" for end in (crossing.low, crossing.high))
    print(f"crosses {100 * crossing.level:+.1f} points at {100 * crossing.value:.1f} % (95 % interval {low} to {high})")
losses = [point.difference for point in scan.points]
assert losses[0] < losses[-1] < 0.001, "the more they had charged, the less the lift takes"

# %% [markdown]
# The page of `econsim compare mainnet6 mainnet7 --switching` holds such a sentence for each objective, for how
# sharply delegators answer commission, for the old rates and for the AKT price.
#
# ## 5. What is not in the model
#
# No interval covers it, so it is listed.

# %%
for line in comparison.background.not_in_the_model[:8]:
    print("-", line)

# %% [markdown]
# ## Exercise
#
# How many pairs would you need to halve the interval of part 2? Write it into `pairs`; the cell simulates
# nothing, it uses that the half width goes with 1 / sqrt(n), and Student's t.

# %%
pairs = None  # your number


def width(n):
    """Return the half width with n pairs, if the spread stays what it is."""
    return stats.t.ppf(0.975, n - 1) * difference.std(ddof=1) / np.sqrt(n)


if pairs is not None:
    print(f"with {pairs} pairs the half width is {width(pairs) / width(8):.2f} of that with 8")
    print("enough" if width(pairs) <= width(8) / 2 else "more are needed")
    print("and no fewer would do" if width(pairs - 1) > width(8) / 2 else "fewer would do")
