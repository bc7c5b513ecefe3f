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
# # Your proposal
#
# **Question: I want to change a parameter. What would it do, and what do I write into the forum?**
#
# A proposal is a short list of changes to a shipped scenario. It can be written in Python, as here, or as a YAML
# file that extends `mainnet7`; both are checked before anything runs. The example: lower the community tax. To
# keep this page quick the market is left out (`run.market`), which a question about stake does not need.

# %%
import matplotlib.pyplot as plt

import econsim as es

base = es.load_scenario("mainnet7").with_changes({"run.market": False})
base.chain.distribution

# %% [markdown]
# ## Find the parameter
#
# `list_params` is the book of all parameters: unit, range, meaning, source.

# %%
es.list_params("community_tax")[["unit", "meaning", "source"]]

# %% [markdown]
# ## Change it
#
# `with_changes` gives a new scenario. What cannot be is refused in one line that says what to do.

# %%
low_tax = base.with_changes({"chain.distribution.community_tax": 0.10}, name="low_tax")
try:
    base.with_changes({"chain.distribution.community_tax": 10})
except Exception as refused:
    print(refused)
else:
    raise AssertionError("a tax of 1,000 % should have been refused")

# %% [markdown]
# ## Ask
#
# Same choices, same luck, another tax. Four pairs of 45 days make a trial.

# %%
comparison = es.compare(base, low_tax, replicates=4, epochs=45)
found = comparison.outcomes("low_tax")
shown = comparison.frame().loc["low_tax"].loc[["net_apr", "real_yield", "bonded_ratio", "stake_hhi"]]
shown[["unit", "baseline", "mean", "difference", "difference_ci_low", "difference_ci_high", "verdict"]]

# %%
fig, axes = plt.subplots(figsize=(8, 3.2))
drawn = es.plots.winners(comparison, ax=axes)

# %% [markdown]
# Who gains is told beside who pays: the pool. A proposal that names only the first half will be asked about the
# second.
#
# ## At which value?
#
# A sweep runs every value on the same draws, so neighbours differ by the rule alone.

# %%
taxes = [0.05, 0.10, 0.15, 0.20, 0.25]
sweep = es.sweep(base, {"chain.distribution.community_tax": taxes}, replicates=2, epochs=30)
fig, axes = plt.subplots(figsize=(7, 3.2))
drawn = es.plots.sweep(sweep, "net_apr", ax=axes)

# %%
table = sweep.frame().query("metric == 'net_apr'").set_index("chain.distribution.community_tax")["mean"]
# by hand: delegators get (1 - tax), so the yield at 5 % tax is 0.95 / 0.75 of that at 25 %, as long as nobody reacts
by_hand = 0.95 / 0.75
measured = table[0.05] / table[0.25]
print(f"yield at 5 % tax over yield at 25 %: {measured:.3f}; if nobody reacted {by_hand:.3f}")
assert abs(measured / by_hand - 1) < 0.05

# %% [markdown]
# ## For the forum
#
# `report` writes the page as HTML, Markdown with pictures beside it, or PDF. This is the beginning of the
# Markdown.

# %%
page, *pictures = comparison.report(out="proposal.md", formats=["md"])
print(len(pictures), "pictures beside it")
print(page.read_text(encoding="utf-8")[:600])

# %% [markdown]
# ## How sure?
#
# The intervals above are chance inside the model. Two things are not in them: whether people answer a yield as
# the model believes (notebook 05), and what is done with the pool's money, which the model leaves to the pool.
# Say both.
#
# ## Exercise
#
# Raise the floor to 10 % *for everybody*. In this chain a new floor alone lifts nobody who is below it; it takes
# a migration, as Mainnet 7 had one. Complete `lifting`, and compare the two ways.

# %%
event = {"date": "2023-10-05T00:00:00Z", "set": {"chain.staking.min_commission_rate": 0.10}}
alone = base.with_changes({"timeline.floor_10": event}, name="floor_alone")
lifting = base.with_changes({"timeline.floor_10": {**event, "migrations": []}}, name="floor_lifts")  # which migration?

ends = {
    scenario.name: es.AkashModel(scenario, seed=1, epochs=45).run(45).series["commission_rate_mean"].iloc[-1]
    for scenario in (base, alone, lifting)
}
print({name: f"{100 * rate:.2f} %" for name, rate in ends.items()})
print("right: it lifts" if ends["floor_lifts"] >= 0.10 else "nobody is lifted yet: README.md names the migration")
