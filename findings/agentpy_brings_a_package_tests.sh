#!/bin/sh
# AgentPy 0.1.5: its wheel also installs a top-level package `tests`, its own. A project that keeps its tests in a folder
# `tests` without `__init__.py`, as pytest's documentation allows, and starts something there by name loses it: Python takes
# a package of site-packages before a folder without `__init__.py`, even one in the current folder. A simulator that measures
# itself beside AgentPy had best do so in an environment of its own.
#
# Installs the pinned package into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   without agentpy: mine
#   with agentpy 0.1.5: No module named tests.mine
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
mkdir -p "$folder/project/tests"
cd "$folder/project"
echo 'print("mine")' > tests/mine.py
before=$("$folder/venv/bin/python" -m tests.mine)
echo "without agentpy: $before"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps agentpy==0.1.5 2>/dev/null
after=$("$folder/venv/bin/python" -m tests.mine 2>&1 | sed 's/.*: No/No/') || true
echo "with agentpy 0.1.5: $after"
test "$before" = mine && test "$after" = "No module named tests.mine"
