"""Rules that were drafted and that no chain has run: a result with one of them is a labelled counterfactual."""

from __future__ import annotations

from econsim.mechanisms.bonds.parameters import Bonds
from econsim.scenario.values import Section


class Counterfactual(Section):
    """Rules that the chain never had; all of them are off in the presets."""

    bonds: Bonds
