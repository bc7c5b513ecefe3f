#!/bin/sh
# ruamel.yaml 0.19.1: `file["price"] *= 1.5` on a whole number of a file that was loaded the round-trip way gives 37 of 25
# where it was written with an anchor, an underscore, leading zeros or as a hexadecimal number, and 37.5 where it was
# written plainly. Such numbers are a class of ruamel's own that makes whole numbers of what `+=`, `-=` and `*=` give, without
# a word; `file["price"] = file["price"] * 1.5` and `/=` are right. So a script that scales a scenario cuts fractions
# in some files and not in others, by their spelling alone.
#
# Installs the pinned package into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   ruamel.yaml 0.19.1
#   price: 25        *= 1.5 gives 37.5  -= 0.25 gives 24.75  price * 1.5 gives 37.5
#   price: &usual 25 *= 1.5 gives 37    -= 0.25 gives 24     price * 1.5 gives 37.5
#   price: 2_5       *= 1.5 gives 3_7   -= 0.25 gives 2_4    price * 1.5 gives 37.5
#   price: 025       *= 1.5 gives 037   -= 0.25 gives 024    price * 1.5 gives 37.5
#   price: 0x19      *= 1.5 gives 0x25  -= 0.25 gives 0x18   price * 1.5 gives 37.5
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ruamel.yaml==0.19.1 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import io
import sys

import ruamel.yaml

yaml = ruamel.yaml.YAML()


def loaded(spelling):
    return yaml.load(f"price: {spelling}\n")


def times(spelling):
    file = loaded(spelling)
    file["price"] *= 1.5
    return file


def less(spelling):
    file = loaded(spelling)
    file["price"] -= 0.25
    return file


def written(file):
    text = io.StringIO()
    yaml.dump(file, text)
    return text.getvalue().split()[-1]


print("ruamel.yaml", ruamel.yaml.__version__)
found = {}
for spelling in ("25", "&usual 25", "2_5", "025", "0x19"):
    product, difference, assigned = times(spelling), less(spelling), loaded(spelling)["price"] * 1.5
    print(
        f"price: {spelling:9} *= 1.5 gives {written(product):5} -= 0.25 gives {written(difference):6} "
        f"price * 1.5 gives {assigned}"
    )
    found[spelling] = (float(product["price"]), float(difference["price"]), float(assigned))
cut, whole = (37.0, 24.0, 37.5), (37.5, 24.75, 37.5)
sys.exit(0 if found == {"25": whole, "&usual 25": cut, "2_5": cut, "025": cut, "0x19": cut} else 1)
CODE
