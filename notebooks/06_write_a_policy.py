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
# # Write a policy
#
# **Question: I believe that people decide otherwise than the model says. How do I put that in, and does it
# matter?**
#
# A *policy* answers one question for some agents: what do you want to do today? It sees what these agents own and
# what everybody can see, and returns a decision; the chain's rules decide what comes of it. A new one is a class,
# and nothing in econsim has to change.

# %%
from typing import ClassVar

import matplotlib.pyplot as plt
import numpy as np

import econsim as es
from econsim.contracts import Policy, parameter
from econsim.networks.catalogue import register
from econsim.policies.validators.decisions import CommissionEdit

SMALL = {"run.market": False, "population.delegators.accounts": 500}
base = es.load_scenario("mainnet7").with_changes(SMALL)

# %% [markdown]
# ## What is there already
#
# Each kind of decision has several policies. These are those of validators about their commission.

# %%
es.list_policies("validator_commission").loc["validator_commission", ["meaning"]]

# %% [markdown]
# ## The class
#
# A validator that did not earn its running cost asks for a little more commission. `own` holds columns, one entry
# a validator; `public` what everybody sees; `draws` gives each agent its own number between 0 and 1, the same in
# every arm of a comparison. `nan` means: no change.


# %%
@register
class CoverCosts(Policy):
    """Ask for more commission while that of the last epoch does not pay the running cost."""

    kind: ClassVar[str] = "cover_costs"
    decides: ClassVar[str] = "validator_commission"

    step: float = parameter(
        "raise asked for at a time", unit="fraction", source="a guess", status="assumed", default=0.01, gt=0.0, le=1.0
    )

    def decide(self, own, public, draws):
        income_usd = own.commission_income_uakt_per_day / 1e6 * public.akt_price_usd
        cost_usd = own.operating_cost_usd_per_month / 30.4375
        is_asking = (income_usd < cost_usd) & (draws.uniform("boldness") < 0.5)
        return CommissionEdit(np.where(is_asking, np.minimum(own.commission_rate + self.step, 1.0), np.nan))


# %% [markdown]
# ## Use it
#
# In a scenario it is called by its `kind`. Its parameters are checked like any other.

# %%
bold = base.with_changes({"policies.validator_commission": {"kind": "cover_costs"}}, name="bold")
try:
    base.with_changes({"policies.validator_commission": {"kind": "cover_costs", "step": 2}})
except Exception as refused:
    print(refused)
else:
    raise AssertionError("a raise of 200 % should have been refused")

# %%
model = es.AkashModel(bold, seed=1, epochs=60).run(60)
model.series[["commission_edits", "commission_edits_refused", "commission_rate_median"]].iloc[[0, 1, 10, 59]]

# %% [markdown]
# Why are some refused? The chain lets a validator change its rate once in 24 hours, by at most its own
# `max_change_rate` and up to its own `max_rate`. A policy may ask for anything; the rule answers.
#
# ## Does it matter?
#
# The same world and the same luck, with the policy of the preset and with yours. (A class that is written in a
# notebook lives in this process alone, so `workers=1`.)

# %%
comparison = es.compare(base, bold, replicates=3, epochs=45, workers=1)
shown = comparison.frame().loc["bold"].loc[["commission_rate_median", "net_apr", "stake_hhi", "break_even_33_usd"]]
shown[["unit", "baseline", "mean", "difference", "difference_ci_low", "difference_ci_high", "verdict"]]

# %%
fig, axes = plt.subplots(figsize=(7, 3.2))
drawn = es.plots.time_path(comparison, "commission_rate_median", ax=axes)

# %%
median = comparison.outcomes("bold")["commission_rate_median"].difference
assert median > 0.0, "those who ask for more charge more"
mean = comparison.outcomes("bold")["commission_rate_mean"].difference
print(
    f"the median rate is {100 * median:.1f} points higher, the mean weighted by stake {100 * mean:.2f}: small ones ask"
)

# %% [markdown]
# ## How sure?
#
# The interval is chance inside the model. Whether validators *do* act so is a belief, and now it has a name: put
# both policies into a comparison and say what hangs on it. A list mixes them by share of the agents: `[{kind:
# cover_costs, share: 0.5}, {kind: hold, share: 0.5}]`. [docs/write_a_policy.md](../docs/write_a_policy.md) has
# the rest: votes, providers, tenants, one agent at a time, and how to check and ship it.
#
# ## Exercise
#
# Write `Patient`: it asks for more only while its rate is below 8 %, so nobody asks for more than 9 %. Complete
# `is_asking`; the cell checks the largest rate of those who were below 8 % at the start.


# %%
@register
class Patient(Policy):
    """As CoverCosts, but only below 8 %."""

    kind: ClassVar[str] = "patient"
    decides: ClassVar[str] = "validator_commission"

    def decide(self, own, public, draws):
        income_usd = own.commission_income_uakt_per_day / 1e6 * public.akt_price_usd
        is_asking = income_usd < own.operating_cost_usd_per_month / 30.4375  # and its rate is below 8 %
        return CommissionEdit(np.where(is_asking, np.minimum(own.commission_rate + 0.01, 1.0), np.nan))


patient = es.AkashModel(base.with_changes({"policies.validator_commission": {"kind": "patient"}}), epochs=30)
rates = patient.world.validators.commission_rate_dec18
was_low = rates < 8 * 10**16
patient.run(30)
highest = patient.world.validators.commission_rate_dec18[: was_low.size][was_low].max() / 1e18
print(f"the highest rate of those who were below 8 %: {100 * highest:.1f} %")
print("right" if highest < 0.09 + 1e-9 else "not yet: somebody asked for more than 9 %")
