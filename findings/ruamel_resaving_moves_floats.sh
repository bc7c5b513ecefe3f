#!/bin/sh
# ruamel.yaml 0.19.1: to load a file and dump it again (`YAML()`, the round-trip way, made to keep what nobody touched) moves
# numbers that are written with an exponent in their last digit: three in ten of those below .0001 with all their digits. Each
# further time may move them again. The spelling is made anew from the float divided by a power of 10, which is not exact;
# numbers without an exponent are kept. A file of fitted parameters whose comment was edited by a script is no longer the
# file that gave a result. `YAML(typ="safe")` writes every float back as it was.
#
# Installs the pinned package into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   ruamel.yaml 0.19.1
#   rate: 8.30626667597296e-05, saved again: 8.30626667597295e-05, and again: 8.30626667597294e-05
#   numbers below .0001: 293 of 1000 have another value, by typ="safe" 0
#   numbers above 1e16:  273 of 1000 have another value, by typ="safe" 0
#   numbers from 0 to 1: 0 of 1000 have another value, by typ="safe" 0
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ruamel.yaml==0.19.1 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import io
import random
import sys

import ruamel.yaml
from ruamel.yaml import YAML


def saved_again(text, kind):
    yaml, written = YAML(typ=kind, pure=True), io.StringIO()
    yaml.dump(yaml.load(text), written)
    return written.getvalue()


def n_moved(lowest, highest, kind):
    """Return how many of 1000 numbers, written so that Python reads them back exactly, are others afterwards."""
    draws = random.Random(1)
    numbers = {f"n{i}": lowest + (highest - lowest) * draws.random() for i in range(1000)}
    text = "".join(f"{name}: {number!r}\n" for name, number in numbers.items())
    read = YAML(typ="safe", pure=True).load(text)
    assert read == numbers
    found = YAML(typ="safe", pure=True).load(saved_again(text, kind))
    return sum(found[name] != number for name, number in numbers.items())


print("ruamel.yaml", ruamel.yaml.__version__)
texts = ["rate: 8.30626667597296e-05\n"]
for _ in range(2):
    texts.append(saved_again(texts[-1], "rt"))
numbers = [text.removeprefix("rate: ").strip() for text in texts]
print("rate: {}, saved again: {}, and again: {}".format(*numbers))
found = []
for words, lowest, highest in (("below .0001:", 0.0, 1e-4), ("above 1e16: ", 1e16, 1e20), ("from 0 to 1:", 1e-3, 1.0)):
    found.append([n_moved(lowest, highest, kind) for kind in ("rt", "safe")])
    print('numbers {} {} of 1000 have another value, by typ="safe" {}'.format(words, *found[-1]))
is_as_seen = [float(number) for number in numbers] == [8.30626667597296e-05, 8.30626667597295e-05, 8.30626667597294e-05]
is_as_seen = is_as_seen and found[0][0] > 100 and found[1][0] > 100 and found[2][0] == 0
sys.exit(0 if is_as_seen and not any(safe for _, safe in found) else 1)
CODE
