#!/bin/sh
# Mesa 3.3.1: `mesa.batch_run(..., max_steps=N)` makes N + 1 steps, though its documentation calls max_steps the "maximum
# number of model steps after which the model halts": its loop goes on while `model.steps <= max_steps`. Mesa 3.5.1
# compares with `<` and makes N.
#
# Installs the pinned package into a temporary folder and counts the steps of a model that never stops by itself; needs
# the package index. Exits with 1 if the behaviour differs from the output below. Seen on Python 3.11.7:
#
#   mesa 3.3.1
#   max_steps=1: 2 steps, max_steps=10: 11 steps, max_steps=100: 101 steps
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mesa==3.3.1 networkx==3.4.2 2>/dev/null
cd "$folder"
cat > steps.py <<'CODE'
import sys

import mesa


class Endless(mesa.Model):
    def __init__(self, name="endless"):
        super().__init__()
        self.datacollector = mesa.DataCollector(model_reporters={"steps_made": "steps"})

    def step(self):
        self.datacollector.collect(self)


def steps_made(most):
    (row,) = mesa.batch_run(Endless, {"name": "endless"}, max_steps=most, display_progress=False)
    return row["steps_made"]


print("mesa", mesa.__version__)
found = {most: steps_made(most) for most in (1, 10, 100)}
print(", ".join(f"max_steps={most}: {made} steps" for most, made in found.items()))
sys.exit(0 if found == {1: 2, 10: 11, 100: 101} else 1)
CODE
"$folder/venv/bin/python" steps.py
