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
# # Start here
#
# econsim steps the Akash Network through epochs of a day: validators, delegators, providers and tenants decide, the
# chain's rules carry it out, and every uakt is accounted for. This page runs one model by hand and then compares
# Mainnet 6 with Mainnet 7.

# %%
import matplotlib.pyplot as plt

import econsim as es

# %% [markdown]
# ## One scenario, one model
#
# A scenario is a checked, frozen set of parameters; every value knows the line it comes from.

# %%
scenario = es.load_scenario("mainnet7")
scenario

# %%
model = es.AkashModel(scenario, seed=1, replicate=0)
model.run(60)
model.series[["bonded_ratio", "inflation_rate", "commission_rate_mean", "n_below_floor", "gpu_utilisation_all"]].tail()

# %% [markdown]
# The upgrade of 27 September 2023 acts at the start of epoch 27: from then on no validator is below 5 %.

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3))
model.series["commission_rate_mean"].plot(ax=left, title="Commission, weighted by stake")
left.axvline(model.series.index[27], color="0.7", linestyle=":")
model.series["gpu_utilisation_all"].plot(ax=right, title="GPU utilisation")
fig.tight_layout()

# %% [markdown]
# ## Every agent is there
#
# Individuals are Mesa agents: thin views of rows, as they are now.

# %%
from econsim.simulation.agents import ValidatorAgent

validators = model.agents_by_type[ValidatorAgent]
lifted = validators.select(lambda agent: agent.is_below_floor_at_start)
len(validators), len(lifted), sum(int(agent.tokens_uakt) for agent in lifted) / 1e6

# %% [markdown]
# ## Two worlds with the same draws
#
# Arms share choices and nature; only the rule differs. The difference is paired by replicate.

# %%
comparison = es.compare("mainnet6", scenario, replicates=3, epochs=60)
comparison

# %% [markdown]
# ## A proposal of your own

# %%
proposal = scenario.with_changes({"chain.staking.min_commission_rate": 0.10})
es.AkashModel(proposal).run(30).series["commission_rate_mean"].iloc[[26, 27, 29]]

# %% [markdown]
# ## Exercise
#
# How many validators charge less than 5 % on the last day of `model`, and how many did on the first? Read it from
# `model.series` into `mine`. The names of the series are in its columns.

# %%
mine = None  # (first, last)

below = model.series["n_below_floor"]
if mine is not None:
    print("right" if tuple(mine) == (below.iloc[0], below.iloc[-1]) else "not yet")

# %% [markdown]
# ## Where to go on
#
# | notebook | question |
# |---|---|
# | 01 one AKT | who gets what the chain mints? |
# | 02 Mainnet 6 against 7 | what does an enforced floor change, for whom? |
# | 03 your proposal | what would my change do, and what do I write into the forum? |
# | 04 shocks | who feels a GPU boom, a price crash, and for how long? |
# | 05 how sure | what may I say about a number in public? |
# | 06 write a policy | how do I put in what I believe about people? |
# | 07 results | where are the numbers? |
# | 08 the model against the chain | why should I believe any of it? |
# | 09 for Mesa users | what is as in Mesa, and what is not? |
