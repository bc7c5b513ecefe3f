#!/bin/sh
# Mesa 3.3.1: a model that collects in its `step()` and not before, in `__init__()`, gets its own numbers and those of its
# agents under different steps. The agents' are kept by `model.steps`, which is 1 at the first collection, the model's by
# their place in a list, which begins with 0. Joined by step, the two tables of the data collector set every agent's
# number beside the model's of the step after it, and `mesa.batch_run` hands out such rows by itself: a share of a total, an
# agent's wealth over the price, are off by a step everywhere. Where a model collects in `__init__()`, too, all agree. Of the
# tables: https://github.com/mesa/mesa/issues/1768, closed; of batch_run: https://github.com/mesa/mesa/issues/3057. Mesa 3.5.1
# finds the rows of batch_run by the step of each collection; the model's table has no steps there either.
#
# Installs the pinned package into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   mesa 3.3.1
#   collects in step():
#     tables joined, (step, model, agent): (1, 2, 1) (2, 3, 2)
#     batch_run,     (step, model, agent): (1, 2, 1) (2, 3, 2)
#   collects in __init__() and step():
#     tables joined, (step, model, agent): (0, 0, 0) (1, 1, 1) (2, 2, 2) (3, 3, 3)
#     batch_run,     (step, model, agent): (0, 0, 0) (1, 1, 1) (2, 2, 2)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mesa==3.3.1 networkx==3.4.2 2>/dev/null
cd "$folder"
cat > rows.py <<'CODE'
import sys

import mesa


class Clock(mesa.Model):
    """A model and an agent that both report the same number: the steps made."""

    def __init__(self, collects_at_once):
        super().__init__()
        mesa.Agent(self)
        self.datacollector = mesa.DataCollector(
            model_reporters={"model_says": "steps"}, agent_reporters={"agent_says": lambda agent: agent.model.steps}
        )
        if collects_at_once:
            self.datacollector.collect(self)

    def step(self):
        self.datacollector.collect(self)


print("mesa", mesa.__version__)
found = {}
for collects_at_once in (False, True):
    model = Clock(collects_at_once)
    for _ in range(3):
        model.step()
    of_model, of_agents = (
        table.reset_index(names=names).set_index("Step")
        for table, names in (
            (model.datacollector.get_model_vars_dataframe(), ["Step"]),
            (model.datacollector.get_agent_vars_dataframe(), ["Step", "AgentID"]),
        )
    )
    tables = of_model.join(of_agents, how="inner")[["model_says", "agent_says"]]
    runs = mesa.batch_run(
        Clock,
        {"collects_at_once": [collects_at_once]},
        max_steps=2,
        data_collection_period=1,
        display_progress=False,
    )
    rows = [(row["Step"], row["model_says"], row["agent_says"]) for row in runs if "agent_says" in row]
    print("collects in __init__() and step():" if collects_at_once else "collects in step():")
    print("  tables joined, (step, model, agent):", *tables.itertuples(name=None))
    print("  batch_run,     (step, model, agent):", *rows)
    found[collects_at_once] = [*tables.itertuples(name=None)], rows
shifted, right = [(1, 2, 1), (2, 3, 2)], [(n, n, n) for n in range(4)]
sys.exit(0 if found == {False: (shifted, shifted), True: (right, right[:3])} else 1)
CODE
"$folder/venv/bin/python" rows.py
