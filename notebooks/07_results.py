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
# # Results with pandas, DuckDB and Polars
#
# **Question: where are the numbers, and how do I get at them with the tools I know?**
#
# Everything that econsim keeps are files for other tools: Parquet and CSV for numbers, JSON for scripts, YAML for
# scenarios. This page makes a small comparison, looks into its folder and asks the same question three times.

# %%
import json
import tempfile
from pathlib import Path

import pandas as pd

import econsim as es

out = Path(tempfile.mkdtemp())
small = {"run.market": False, "population.delegators.accounts": 500}
arms = [es.load_scenario(name).with_changes(small) for name in ("mainnet6", "mainnet7")]
comparison = es.compare(*arms, replicates=3, epochs=40, out=out)

# %% [markdown]
# ## The folder
#
# A run is named after its question: the same question finds the same folder, and what is there is read instead of
# made again.

# %%
for file in sorted(out.rglob("*")):
    if file.is_file() and "scenario" not in file.name:
        print(f"{file.stat().st_size:>9,} bytes  {file.relative_to(out)}")

# %% [markdown]
# ## pandas
#
# One row an epoch and replicate. Dates are UTC; money is in millionths (`uakt`); units travel with the file.

# %%
folder = next(out.glob("mainnet7-*"))
epochs = pd.read_parquet(folder / "epochs")
by_pandas = epochs.groupby("date")["net_apr"].mean()
print(epochs.shape, epochs.attrs["units"]["net_apr"], epochs.attrs["units"]["minted_uakt"])
by_pandas.iloc[[0, 26, 27, 39]]

# %%
drawn = (100 * by_pandas).plot(figsize=(7, 2.8), ylabel="% a year", title="Delegators' net yield, mean of 3 runs")
line = drawn.axvline(by_pandas.index[27], color="0.6", linestyle=":")

# %% [markdown]
# ## DuckDB
#
# SQL over the files themselves, without loading them; a star takes all replicates, and both arms with two stars.

# %%
import duckdb

by_sql = duckdb.sql(f"""
    SELECT scenario, date, avg(net_apr) AS net_apr
    FROM read_parquet('{out}/*/epochs/*.parquet')
    GROUP BY scenario, date ORDER BY scenario, date
""").df()
by_sql.groupby("scenario").tail(1)

# %% [markdown]
# ## Polars

# %%
import polars as pl

by_polars = (
    pl.scan_parquet(str(folder / "epochs" / "*.parquet"))
    .group_by("date")
    .agg(pl.col("net_apr").mean())
    .sort("date")
    .collect()
)
by_polars.tail(3)

# %% [markdown]
# The three agree, to the last bits that another order of adding leaves.

# %%
of_sql = by_sql.query("scenario == 'mainnet7'")["net_apr"].to_numpy()
assert abs(of_sql - by_pandas.to_numpy()).max() < 1e-15
assert abs(by_polars["net_apr"].to_numpy() - by_pandas.to_numpy()).max() < 1e-15

# %% [markdown]
# ## Every agent
#
# What each got over the run, one row an agent and replicate.

# %%
agents = pd.read_parquet(folder / "agents")
validators = agents[agents["population"] == "validator"]
income = validators.groupby("group")["income_uakt"].sum() / 1e6 / agents["replicate"].nunique()
income.sort_values(ascending=False).round(0).rename("AKT in 40 days, mean of 3 runs")

# %% [markdown]
# ## The comparison: one row a metric
#
# `comparison.parquet` and `comparison.csv` hold the differences with their 95 % intervals and verdicts,
# `comparison.json` the same for scripts ([docs/output.md](../docs/output.md) is its contract).

# %%
outcomes = pd.read_parquet(comparison.directory / "comparison.parquet")
seen = outcomes.query("verdict in ('higher', 'lower')").copy()
seen[["metric", "unit", "baseline", "difference", "difference_ci_low", "difference_ci_high"]].head(8)

# %% [markdown]
# **What is undefined is null**, never NaN: the yield of an epoch that has none. pandas shows it as NaN, and
# leaves it out of means. Filter with `notna()`, in SQL with `IS NOT NULL`.
#
# ## How sure?
#
# Numbers from three runs are a trial, whichever tool reads them. `results_digest` names the answer: whoever runs
# the same question with the same version gets the same 32 digits, and `econsim reproduce FOLDER` checks that.

# %%
told = json.loads((comparison.directory / "comparison.json").read_text(encoding="utf-8"))
print(told["replicates"], "pairs, answer", told["results_digest"])
again = es.compare(*arms, replicates=3, epochs=40)
assert again.numbers.results_digest == told["results_digest"], "the same question has the same answer"

# %% [markdown]
# ## Exercise
#
# Which replicate of `mainnet7` has the highest bonded ratio on the last day? Write it in SQL, Polars or pandas
# into `mine`.

# %%
mine = None  # number of the replicate

last = epochs[epochs["date"] == epochs["date"].max()]
if mine is not None:
    print("right" if mine == last.loc[last["bonded_ratio"].idxmax(), "replicate"] else "not yet")
