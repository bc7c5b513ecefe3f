#!/bin/sh
# Mesa 3.3.1 never frees a model that has agents: `mesa.Agent._ids`, a dictionary of the class that numbers agents, has
# every model as a key, and every model holds its agents. Programs that make many models in one process (batch runs,
# parameter studies) grow with each of them. Mesa 3.5.1 counts on the model itself and frees them.
#
# Installs the pinned package into a temporary folder and makes five models without keeping any; needs the package index.
# Exits with 1 if the behaviour differs from the output below. Seen on Python 3.11.7:
#
#   mesa 3.3.1
#   models made and dropped: 5, still alive after garbage collection: 5, keys of mesa.Agent._ids: 5
#   the same with each model taken out of mesa.Agent._ids: 0 alive
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mesa==3.3.1 networkx==3.4.2 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import gc
import sys
import weakref

import mesa


def alive(is_taken_out):
    seen = []
    for _ in range(5):
        model = mesa.Model()
        mesa.Agent(model)
        seen.append(weakref.ref(model))
        if is_taken_out:
            del mesa.Agent._ids[model]
        del model
    gc.collect()
    return sum(ref() is not None for ref in seen)


print("mesa", mesa.__version__)
kept, keys = alive(False), len(mesa.Agent._ids)
print(f"models made and dropped: 5, still alive after garbage collection: {kept}, keys of mesa.Agent._ids: {keys}")
freed = alive(True)
print(f"the same with each model taken out of mesa.Agent._ids: {freed} alive")
sys.exit(0 if (kept, keys, freed) == (5, 5, 0) else 1)
CODE
