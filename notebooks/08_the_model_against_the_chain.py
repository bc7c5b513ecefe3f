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
# # The model against the chain
#
# **Question: why should I believe any of these numbers?**
#
# Three kinds of check, none of which the project wrote the answers to: *vectors* (cases with an answer, most from
# the chain's own tests), *history* (what was observed of Akash), and *books* (every uakt is accounted for). What
# does not fit is shown, too.

# %%
from collections import Counter

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import econsim as es

# %% [markdown]
# ## 1. Vectors: the rules, exactly
#
# Beside the fast model econsim holds a slow one that goes block by block in the chain's own 18-decimal integers.
# It is put the cases of the chain's tests; the fast model is then held against it (`econsim verify` does all of
# it).
# %%
from econsim.verification.vectors import SHIPPED, run_file

results = run_file(SHIPPED)
table = pd.DataFrame([(one.subject, one.status) for one in results], columns=["mechanism", "status"])
counts = Counter(table["status"])
print(dict(counts))
assert counts["failed"] == 0
table.value_counts("mechanism").head(12).rename("cases")

# %% [markdown]
# ## 2. History: the supply of 2023
#
# From 31 August 2023 on the model mints by the chain's law. How far is its supply from what was observed? The series
# of observations ends in September 2023, so three points are left; `econsim verify --history` replays all of 2023.

# %%
EPOCHS = 154  # days until the end of January 2024
run = es.run("mainnet7", replicates=1, epochs=EPOCHS)

from econsim.model_version import PACKAGE

observed = pd.read_csv(PACKAGE / "data" / "observations" / "akt_supply_2023_10day.csv", parse_dates=["date"])
observed = observed.set_index("date")["implied_supply_akt"]
supply = run.series["supply_uakt"].groupby("date").mean() / 1e6
begin = supply.index[0]
later = observed[observed.index > begin]
days = [(date - begin).total_seconds() / 86_400 for date in later.index]
modelled = np.interp(days, np.arange(EPOCHS), supply)
off = modelled / later - 1

fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.2))
left.plot(supply.index, supply / 1e6, label="model", color="#0072B2")
left.plot(later.index, later / 1e6, "o", label="observed", color="#D55E00", markersize=4)
left.set(ylabel="million AKT", title="Supply")
left.legend(frameon=False)
right.axhline(0, color="0.3", linewidth=0.8)
right.plot(later.index, 100 * off, "o-", color="#0072B2")
right.set(ylabel="%", title="Model less observed")
for axes in (left, right):
    axes.tick_params(axis="x", rotation=30)
fig.tight_layout()

# %%
print(f"{len(later)} observations, largest deviation {100 * off.abs().max():.2f} % of supply")
grew = np.interp(days[-1], np.arange(EPOCHS), supply) - np.interp(days[0], np.arange(EPOCHS), supply)
seen = later.iloc[-1] - later.iloc[0]
print(f"minted between the first and the last: model {grew / 1e6:.3f}, observed {seen / 1e6:.3f} million AKT")
assert off.abs().max() < 0.01

# %% [markdown]
# A supply that starts right cannot be far off after a month, so the second line counts more: how much was *minted*.
# And the start was set from the same series. That is why there is the next check.
#
# ## 3. Targets: what was put in, and what was not
#
# The project lists 27 observations until the end of 2024 with a tolerance each. Those that went into the model
# say nothing; the others are tests. Grey is what counts as met.

# %%
fig, axes = plt.subplots(figsize=(8, 3.6))
drawn = es.plots.model_against_observed(run, ax=axes)

# %%
from econsim.analysis.targets import against_targets
from econsim.analysis.targets import observed as seen_as

rows = [(one.label, one.mark, one.mean, seen_as(one), one.verdict) for one in against_targets(run)]
found = pd.DataFrame(rows, columns=["what", "mark", "model", "observed", "verdict"]).set_index("what")
tests = found[(found["mark"] == "check") & found["model"].notna()].drop(columns="mark").round(2)
print(f"{(tests['verdict'] == 'met').sum()} of {len(tests)} tests are met in this one run")
tests

# %% [markdown]
# ## 4. Books: every uakt
#
# After each epoch all accounts are added up. A run whose books do not balance stops.

# %%
print(run.invariants)
assert (run.invariants.violations, run.invariants.max_imbalance_uakt) == (0, 0)

# %% [markdown]
# ## How sure?
#
# The rules are as sure as the chain's own tests. What people do (who reconsiders, what tenants would pay) was
# estimated from few series, partly of other chains; [docs/verification.md](../docs/verification.md) lists what
# agrees and what does not, [ASSUMPTIONS.md](../ASSUMPTIONS.md) what nobody knows. `econsim backtest` scores
# forecasts of what the model had not seen.
#
# ## Exercise
#
# Would a simpler model do as well? Let supply grow by 8.4 % a year from its first value, evenly, and compute the
# largest deviation from `later`. Is it larger or smaller than the model's? Complete `naive`.

# %%
naive = None  # supply.iloc[0] * (1 + 0.084) ** (np.array(days) / 365)

if naive is not None:
    worst = (naive / later - 1).abs().max()
    print(f"naive {100 * worst:.2f} %, model {100 * off.abs().max():.2f} %")
    print("Over a month one number does as well; it cannot say what another law would do.")
