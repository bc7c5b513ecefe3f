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
# # For Mesa users
#
# **Question: I know Mesa. What is the same here, and what is not?**
#
# `AkashModel` *is* a `mesa.Model`: it steps, it has agents by type, a data collector, and `mesa.batch_run` runs
# it. What differs: the state lives in tables (100 validators and thousands of delegators step in milliseconds),
# agents are thin views of rows, and they do not act by themselves. What they decide is a *policy*, what the chain
# does a *mechanism*.

# %%
import pandas as pd

import econsim as es

small = es.load_scenario("mainnet7").with_changes({"run.market": False, "population.delegators.accounts": 500})
model = es.AkashModel(small, seed=1, replicate=0, epochs=60)

import mesa

assert isinstance(model, mesa.Model)
model.step()
model.run(39)
model

# %% [markdown]
# ## Agents
#
# They are made when they are first asked for. Attributes are the row as it is now.

# %%
pd.Series({kind.__name__: len(agents) for kind, agents in model.agents_by_type.items()})

# %%
from econsim.simulation.agents import ValidatorAgent

validators = model.agents_by_type[ValidatorAgent]
bonded = validators.select(lambda agent: agent.is_bonded)
largest = max(bonded, key=lambda agent: agent.tokens_uakt)
print(largest)
mean = bonded.agg("commission_rate", lambda rates: sum(rates) / len(rates))
print(f"{len(bonded)} bonded validators, mean rate {100 * mean:.2f} %")

# %%
by_rate = bonded.groupby(lambda agent: round(100 * agent.commission_rate), result_type="list")
today = f"{model.series.index[-1]:%d %B %Y}"
bars = pd.Series({rate: len(group) for rate, group in by_rate.groups.items()}).sort_index()
drawn = bars.plot.bar(figsize=(7, 2.6), title=f"Bonded validators by rate, %, {today}", rot=0)

# %% [markdown]
# An agent shows and never writes: the books would not balance if anybody could. Assignment is refused in one
# line.

# %%
try:
    largest.tokens_uakt = 0
except AttributeError as refused:
    print(refused)
else:
    raise AssertionError("a row agent must not write")

# %% [markdown]
# ## An agent of your own
#
# It may live in the model and look at it, an observer for example.


# %%
class Watcher(mesa.Agent):
    """Notes how much stake the ten largest validators hold."""

    def __init__(self, model):
        super().__init__(model)
        self.seen = []

    def step(self):
        tokens = sorted((agent.tokens_uakt for agent in bonded), reverse=True)
        self.seen.append(sum(tokens[:10]) / sum(tokens))


watcher = Watcher(model)
for _ in range(5):
    model.step()
    watcher.step()
watcher.seen

# %% [markdown]
# ## Data
#
# `model.series` is the table of everything recorded; `datacollector` gives the same to Mesa's own tools.

# %%
frame = model.datacollector.get_model_vars_dataframe()
assert (frame["bonded_ratio"].to_numpy() == model.series["bonded_ratio"].to_numpy()).all()
drawn = (100 * model.series["commission_rate_mean"]).plot(
    figsize=(7, 2.6), ylabel="%", title="Mean commission rate by stake"
)
frame[["bonded_ratio", "commission_rate_mean", "stake_hhi"]].tail(2)

# %% [markdown]
# ## Many runs
#
# In Mesa the seed tells worlds apart. Here a world is a seed *and* a replicate, so `batch_run` varies
# `replicate`; two scenarios with the same replicate share their luck, which is what makes `es.compare` sharp.

# %%
rows = pd.DataFrame(
    mesa.batch_run(
        es.AkashModel,
        {"scenario": small, "epochs": 10, "replicate": range(3)},
        max_steps=10,
        number_processes=1,
        display_progress=False,
    )
)
rows[["replicate", "bonded_ratio", "net_apr"]].groupby("replicate").last()

# %% [markdown]
# | in Mesa | here |
# |---|---|
# | `Agent.step` | a [policy](../docs/write_a_policy.md): it sees columns and returns a decision |
# | order of activation | none: all decide on the same day, then the chain carries messages out in order |
# | `self.random` | `draws`, keyed by what they are for: adding one policy reshuffles nobody's luck |
# | agent attributes | columns of tables, money only through the ledger |
# | `DataCollector` | `model.series`, `comparison.frame()`, Parquet files |
# | `batch_run` | `es.run`, `es.compare` (paired), `es.sweep` |
#
# ## How sure?
#
# A run is one world. What may be said of a rule follows from pairs of worlds that share their luck: notebook 05.
#
# ## Exercise
#
# With `bonded.select`, find the validators that hold more than 3 % of all bonded tokens. How many are there?
# Write your selection into `mine`.

# %%
total = sum(agent.tokens_uakt for agent in bonded)
mine = None  # bonded.select(lambda agent: ...)

if mine is not None:
    holders = [agent for agent in bonded if agent.tokens_uakt > 0.03 * total]
    print("right" if set(mine) == set(holders) else f"not yet: there are {len(holders)}")
