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
# # The economics of one AKT
#
# **Question: the chain mints an AKT. Who gets it, and what does that earn a delegator a year?**
#
# Akash pays for its security with new tokens. A part of each goes to the community pool (the *community tax*), a
# part of the rest to the validators (their *commission*), and what is left to the delegators. Everything below is
# worked out twice: by the model, and by hand in the cell beside it. No market is needed for that, so it is left
# out.

# %%
import matplotlib.pyplot as plt
import pandas as pd

import econsim as es

# %% [markdown]
# So that the arithmetic can be done by hand, everybody stands still: validators hold their rates, nobody moves
# stake, nobody restakes or sells.

# %%
STILL = {
    "run.market": False,
    "policies.validator_commission": {"kind": "hold"},
    "policies.delegation": {"kind": "sticky"},
    "policies.bonding": {"kind": "fixed"},
    "policies.reward_use": {"kind": "periodic", "claim_every_days": 10.0, "restaked_share": 0.0, "sold_share": 0.0},
}
EPOCHS = 60  # days from 31 August 2023 on
AKT = 1_000_000  # uakt

before = es.AkashModel(es.load_scenario("mainnet6").with_changes(STILL), seed=1, epochs=EPOCHS).run(EPOCHS)
series, law = before.series, before.inputs.chain
(series[["minted_uakt", "commission_accrued_uakt", "delegator_rewards_accrued_uakt"]].head(3) / AKT).round(1)  # a day

# %% [markdown]
# ## 1. The mint
#
# The chain mints `inflation x supply / blocks_per_year` in each block. Inflation moves up while less than
# `goal_bonded` of all AKT is bonded and down while more is, between `inflation_min` and `inflation_max`.

# %%
blocks_a_day = 86_400 / before.inputs.run.seconds_per_block
by_hand = series["inflation_rate"] * series["supply_uakt"] * blocks_a_day / law.mint.blocks_per_year
off = (series["minted_uakt"] / by_hand - 1).abs().max()
assert off < 0.01, "a day's mint is within one per cent of the formula with the numbers of that day"
print(f"a day mints {series['minted_uakt'].mean() / AKT:,.0f} AKT; the formula is off by {100 * off:.2f} % at most")

# %% [markdown]
# ## 2. Where one AKT goes
#
# Tax first, commission second, delegators last.

# %%
minted = series["minted_uakt"].sum()
parts = pd.Series(
    {
        "community pool": minted - series[["commission_accrued_uakt", "delegator_rewards_accrued_uakt"]].sum().sum(),
        "validators (commission)": series["commission_accrued_uakt"].sum(),
        "delegators": series["delegator_rewards_accrued_uakt"].sum(),
    }
)
share = parts / minted
assert abs(share["community pool"] - float(law.distribution.community_tax)) < 1e-6  # what rounding leaves
rate = parts["validators (commission)"] / (minted - parts["community pool"])
print(f"commission is {100 * rate:.2f} % of what is handed out: the mean of the rates, weighted by stake")
share.round(4)

# %%
fig, axes = plt.subplots(figsize=(8, 1.8))
left = 0.0
for (who, part), colour in zip(share.items(), ["#009E73", "#E69F00", "#0072B2"], strict=True):
    axes.barh(0, part, left=left, color=colour)
    axes.text(left + 0.005, 0.45, f"{who}\n{part:.3f} AKT", va="bottom", fontsize=8, color=colour)
    left += part
axes.set_ylim(-0.4, 1.1)
axes.set(xlim=(0, 1), yticks=[], xlabel="AKT", title="One minted AKT, 31 August to 30 October 2023")
axes.spines[["left", "right", "top"]].set_visible(False)

# %% [markdown]
# ## 3. What a delegator earns
#
# All who bond share what is handed out, so the yearly yield of one bonded AKT is `inflation x (1 - tax) / bonded
# ratio`, less the validator's commission. But the same inflation thins out every AKT: what counts is by how much
# your part of the supply grows.

# %%
last = series.iloc[-1]
year = 365 * blocks_a_day / law.mint.blocks_per_year  # the chain's year has a fixed number of blocks, ours 365 days
inflation = last["inflation_rate"] * year
gross = inflation * (1 - float(law.distribution.community_tax)) / last["bonded_ratio"]
net = gross * (1 - last["commission_rate_mean"])
found = pd.DataFrame(
    {"by hand": {"gross": gross, "net": net}, "the model": {"gross": last["gross_apr"], "net": last["net_apr"]}}
)
assert (found["by hand"] / found["the model"] - 1).abs().max() < 0.01
print(f"inflation {100 * inflation:.2f} % a year: whoever bonds nothing loses that part of the supply")
(100 * found).round(2).rename_axis("% a year")

# %% [markdown]
# ## 4. The hand check: 5 % for everybody
#
# Mainnet 7 lifts every validator below 5 % to 5 % on 27 September 2023. If nobody reacts, a lifted validator with
# the old rate *c* takes `(5 % - c)` of its rewards more, and its delegators lose just that. Here are the largest
# of them.

# %%
after = es.AkashModel(es.load_scenario("mainnet7").with_changes(STILL), seed=1, epochs=EPOCHS).run(EPOCHS)


def commission(model):
    """All commission so far, whether withdrawn or not, uakt by validator."""
    return model.world.validators.commission_earned_uakt + model.world.validators.commission_uakt


LIFTED_AT = 27  # epoch
validators, floor = before.world.validators, 0.05
assert after.inputs.timeline[-1].epoch == LIFTED_AT
power = (validators.tokens_uakt // AKT) * validators.is_bonded
handed_out = series["minted_uakt"].iloc[LIFTED_AT:].sum() * (1 - float(law.distribution.community_tax))
rewards = handed_out * power / power.sum()
old_rate = validators.commission_rate_dec18 / 1e18
table = pd.DataFrame(
    {
        "old rate, %": 100 * old_rate,
        "rewards, AKT": rewards / AKT,
        "by hand, AKT": (floor - old_rate).clip(min=0) * rewards / AKT,
        "the model, AKT": (commission(after) - commission(before)) / AKT,
    }
)
table = table[table["old rate, %"] < 5].sort_values("by hand, AKT", ascending=False)
assert (table["by hand, AKT"] - table["the model, AKT"]).abs().max() < 1e-5, "ten uakt: rounding"
more = table["the model, AKT"].sum()
print(f"{len(table)} validators are lifted and take {more:,.2f} AKT more in {EPOCHS - LIFTED_AT} days")
table.head(5).round(4).rename_axis("validator")

# %% [markdown]
# ## How sure?
#
# This page is arithmetic, not a forecast: nobody reacts, so there is no chance in it, and the model must agree
# with the hand to rounding (the cells stop if it does not). What people do about a rate that rises is the
# question of the next notebook, and there the answer has an interval.
#
# ## Exercise
#
# What would a delegator earn with a community tax of 10 % instead of 25 %? Work it out with the formula of part
# 3, write it into `mine`, and let the model check it.

# %%
mine = None  # your formula here, with inflation, last["bonded_ratio"] and last["commission_rate_mean"]

cheap = es.load_scenario("mainnet6").with_changes({**STILL, "chain.distribution.community_tax": 0.10})
checked = es.AkashModel(cheap, seed=1, epochs=EPOCHS).run(EPOCHS).series["net_apr"].iloc[-1]
if mine is not None:
    print(f"yours: {100 * mine:.2f} % a year, the model: {100 * checked:.2f} %")
    print("right" if abs(mine / checked - 1) < 0.01 else "not yet: a share of what, for whom?")
