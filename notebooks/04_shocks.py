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
# # Shocks: a GPU boom and a price crash
#
# **Question: demand for GPUs doubles, or AKT loses 60 % of its price. Who feels it, and for how long?**
#
# A shock is what happens to everybody: it knows neither the world nor the rules. Here two of them hit Mainnet 7,
# each compared with the same network and the same luck without it.

# %%
import matplotlib.pyplot as plt
import pandas as pd

import econsim as es

BEGINS, LASTS = 20, 15  # days after 31 August 2023; days
base = es.load_scenario("mainnet7")
boom = base.with_changes(
    {"shocks.gpu_demand.boom": {"kind": "pulse", "start_day": BEGINS, "days": LASTS, "size": 1.0}}, name="boom"
)
crash = base.with_changes(
    {"shocks.akt_move.crash": {"kind": "crash", "start_day": BEGINS, "days": 3, "size": -0.6}}, name="crash"
)
usual = es.run(base, replicates=3, epochs=50)
booming, crashing = es.compare(usual, boom), es.compare(usual, crash)

# %% [markdown]
# ## The boom: more want the same GPUs
#
# In these runs the stock of GPUs is fixed (scenario `gpu_entry` lets providers buy). So a doubled demand can only
# fill what is empty, push prices up as far as providers answer, and leave the rest without a lease.

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 3.4))
es.plots.time_path(booming, "gpu_utilisation", ax=left)
es.plots.time_path(booming, "gpu_price_index_usd_per_hour", ax=right)
fig.tight_layout()

# %%
days = slice(BEGINS, BEGINS + LASTS)


def during(name, arm):
    """Return the mean of a series over the days of the boom, over replicates."""
    return booming.paths(name).loc[arm]["mean"].iloc[days].mean()


use = {arm: during("gpu_utilisation_all", arm) for arm in ("mainnet7", "boom")}
print(f"GPUs in use during the boom: {100 * use['boom']:.0f} % instead of {100 * use['mainnet7']:.0f} %")
assert use["boom"] > use["mainnet7"], "twice the demand does not leave more GPUs idle"

# %% [markdown]
# What a shock does is told in windows: during it and after it, so that a short storm is not averaged away. Over all
# days since the boom began three pairs do not tell utilisation from chance (the title of the plot says so); during
# the boom they do.

# %%
(window,) = booming.background.shocks["boom"]
print(f"{window.variant}; then {window.days_after:.0f} days more")
around = pd.DataFrame(
    [
        {
            "metric": row.metric,
            "during": row.during.mean,
            "95 % from": row.during.ci_low,
            "to": row.during.ci_high,
            "after": None if row.after is None else row.after.mean,
            "back in": f"{row.n_back} of {row.n} pairs",
        }
        for row in window.rows
        if row.gpu_model is None
    ]
).set_index("metric")
assert around.loc["gpu_utilisation", "95 % from"] > 0, "during the boom the difference is told from chance"
shown = ["gpu_utilisation", "gpu_fill_ratio_by_gpu", "gpu_price_index_usd_per_hour", "gpu_wait_hours"]
around.loc[shown].round(3)

# %% [markdown]
# ## The crash: the same work for less money
#
# The chain pays validators in AKT; their servers cost USD. A crash leaves the AKT they earn as it is and takes
# the money out of it: the security budget in USD falls by what the price falls.

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 3.4))
es.plots.time_path(crashing, "security_budget_usd_per_day", ax=left)
es.plots.time_path(crashing, "gpu_price_index_usd_per_hour", ax=right)
fig.tight_layout()

# %%
price, budget = (
    crashing.paths(name).loc["crash"]["mean"].iloc[-1] / crashing.paths(name).loc["mainnet7"]["mean"].iloc[-1]
    for name in ("akt_price_usd", "security_budget_usd_per_day")
)
print(f"at the end the price is {price:.2f} of what it would be, the security budget {budget:.2f}")
assert abs(price - 0.4) < 1e-9, "a crash of 60 % leaves 40 %"
assert abs(budget / price - 1) < 0.05, "the budget in AKT hardly moves in so short a time"

# %% [markdown]
# And tenants? Leases are agreed in AKT or USDC. What was agreed in AKT costs fewer USD after a crash, until the lease
# ends and a new one is agreed at the new price: the price of a GPU-hour in USD falls and comes back.

# %%
asked = ["gpu_price_index_usd_per_hour", "gpu_utilisation", "bonded_ratio", "net_apr"]
crashed = crashing.frame().loc["crash"].loc[asked]
crashed[["unit", "baseline", "mean", "difference", "difference_ci_low", "difference_ci_high", "verdict"]]

# %% [markdown]
# ## How sure?
#
# Three pairs of 50 days are a trial: intervals are wide, and the page says *trial run*. More important is what is
# **assumed**: that supply stands still in the boom, how much providers raise their asks, and that nobody bonds more or
# less because the price fell (those who bond answer the yield, which a crash leaves as it is).
# [docs/gpu_boom.md](../docs/gpu_boom.md) and [docs/supply.md](../docs/supply.md) hold each sign beside a hand
# calculation.

# %%
for caveat in booming.background.caveats:
    print("-", caveat)

# %% [markdown]
# ## Exercise
#
# A crash that is made good: let the price come back within 10 days (`back_days`). What is left of the fall of the
# security budget on the last day? Write a guess, then let the model tell.

# %%
guess = None  # part of the budget that is still missing on the last day: 0.6 would be all that the crash took

healed = base.with_changes(
    {"shocks.akt_move.crash": {"kind": "crash", "start_day": BEGINS, "days": 3, "back_days": 10, "size": -0.6}},
    name="healed",
)
ends = [
    es.AkashModel(scenario, seed=1, epochs=40).run(40).series["security_budget_usd_per_day"].iloc[-1]
    for scenario in (base, healed)
]
missing = 1 - ends[1] / ends[0]
if guess is not None:
    print(f"still missing: {100 * missing:.2f} %")
    print("right" if abs(guess - missing) < 0.02 else "not quite: which part of the budget is a price?")
