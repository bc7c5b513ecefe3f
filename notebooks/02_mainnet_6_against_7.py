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
# # Mainnet 6 against Mainnet 7
#
# **Question: what changes when the 5 % commission floor is really enforced, for whom, and how sure is that?**
#
# Mainnet 6 (31 August 2023) brought a floor of 5 % on what validators charge, but left the rates of existing
# validators alone. Mainnet 7 (27 September 2023) lifted everybody to it. Here the same network is simulated twice
# over the same luck, once with and once without that lift.

# %%
import matplotlib.pyplot as plt
import pandas as pd

import econsim as es

comparison = es.compare("mainnet6", "mainnet7", replicates=4, epochs=45)

# %% [markdown]
# ## The page that a forum would read
#
# Its title is the question, then come the answer, who gains and who pays, what changes, one path over time, and
# how sure it is. With four pairs of 45 days it is marked as a trial: a page to be cited wants 20 pairs and a
# year, that is `econsim compare mainnet6 mainnet7`, a minute on a quiet machine.

# %%
comparison

# %% [markdown]
# ## One number, in full
#
# `outcomes` holds every metric: its level in both arms, the difference of the pairs, and the 95 % interval of
# that.

# %%
objectives = ["stake_hhi", "real_yield", "break_even_33_usd", "gpu_utilisation"]
shown = comparison.frame().loc["mainnet7"].loc[objectives]
shown[["unit", "baseline", "mean", "difference", "difference_ci_low", "difference_ci_high", "standing"]]

# %%
yield_ = comparison.outcomes("mainnet7")["real_yield"]
assert yield_.difference < 0, "who delegates to a lifted validator pays it more"
print(
    f"Delegators' real yield falls by {-100 * yield_.difference:.2f} points a year "
    f"(95 % interval {-100 * yield_.ci_high:.2f} to {-100 * yield_.ci_low:.2f}, four pairs)"
)
utilisation = comparison.outcomes("mainnet7")["gpu_utilisation"]
print(f"GPU utilisation: {utilisation.verdict}")

# %% [markdown]
# ## Who gains, who pays
#
# The lift moves money between people; it mints nothing. What validators gain is what their delegators lose.

# %%
fig, axes = plt.subplots(figsize=(8, 3.4))
drawn = es.plots.winners(comparison, ax=axes)

# %% [markdown]
# ## Over time
#
# Both arms are one until epoch 27. From then on the lines differ by the rule alone.

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 3.6))
es.plots.time_path(comparison, "commission_rate_mean", ax=left)
es.plots.time_path(comparison, "net_apr", ax=right)
fig.tight_layout()

# %% [markdown]
# ## My stake
#
# What 10,000 AKT earn a year with a validator that is lifted (rank 1), and with one that is not (rank 2).
# Validators are called by their rank by stake at the start.

# %%
stakes = {f"rank {rank}": comparison.staker(10_000, rank).loc["mainnet7"].loc["AKT"] for rank in (1, 2)}
pays, keeps = (stakes[rank]["difference"] for rank in ("rank 1", "rank 2"))
assert pays < 0, "rank 1 is lifted"
assert abs(keeps) < abs(pays) / 10, "rank 2 is not"
pd.DataFrame(stakes)

# %% [markdown]
# ## How sure?
#
# * **Chance inside the model** is the interval. Because both arms share their luck it is far narrower than the spread
#   of either arm: `variance_ratio` is the variance of the difference over what arms with luck of their own would give.
# * **What is believed of people** is not in it. `econsim compare mainnet6 mainnet7 --what-if` asks again under other
#   beliefs, and `--switching` says from which value on the answer flips: notebook 05.
# * **What is not in the model** stands on the page under *How sure*.

# %%
ratio = comparison.background.statistics["mainnet7"]["net_apr"].variance_ratio
assert ratio < 1.0, "sharing the luck takes most of it out of the difference"
print(
    f"Delegators' net yield: without pairing one would need {1 / ratio:,.0f} times as many runs for the same interval"
)

# %% [markdown]
# ## Exercise
#
# Before you look: does the mean commission rate (weighted by stake) rise by more or by less than the median rate
# of validators? Write your guess, then run the cell. It tells you both numbers.

# %%
guess = None  # "more" or "less"

change = {
    name: comparison.paths(name).groupby("arm")["mean"].last().diff().loc["mainnet7"]
    for name in ("commission_rate_mean", "commission_rate_median")
}
for name, value in change.items():
    print(f"{name}: {100 * value:+.2f} points")
right_one = "more" if change["commission_rate_mean"] > change["commission_rate_median"] else "less"
if guess is not None:
    print("right" if guess == right_one else f"it is {right_one}: who has the stake?")
