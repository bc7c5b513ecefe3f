"""What is uncertain: a prior for each parameter of which only a range, or a guess with its doubt, is known.

    uncertain:
      PATH: {low: 0.0, high: 0.05}                        # kind: uniform
      OTHER_PATH: {kind: log_uniform, low: 6, high: 120}
      ANOTHER: {kind: normal, mean: 20, sd: 12, low: 0}
      AND_ANOTHER: {kind: lognormal, median: 30, log_sd: 0.5}

A normal or lognormal prior is cut at `low` and `high`; where one is left out, at its 0.1 % or 99.9 % quantile. So every
prior has two ends, and both are tried when a file is loaded. Priors are independent of each other.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from econsim.contracts import Frozen
from econsim.normal import cut_normal_quantile
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.merge import closest
from econsim.scenario.network import Network
from econsim.scenario.origin import Mistakes, Node, Path, as_node, bare, nearest
from econsim.scenario.parts import swept
from econsim.scenario.sentences import checked
from econsim.scenario.values import Inconsistent, number_text, shown
from econsim.units import FloatArray

MOST_LOG_SD = 10.0  # of a lognormal prior
_FARTHEST = 3.090232306167813  # standard deviations: where 0.1 % of a normal lies beyond


class Prior(Frozen, ABC):
    """What is believed of one parameter before anything is compared with observations."""

    kind: ClassVar[str]

    @property
    @abstractmethod
    def ends(self) -> tuple[float, float]:
        """Return the lowest and the highest value."""

    @abstractmethod
    def at(self, quantiles: FloatArray) -> FloatArray:
        """Return the values below which these shares [0 to 1] of the prior lie."""

    def scaled(self, quantiles: FloatArray) -> FloatArray:
        """Return how far the values at these quantiles are on the way from the lower end to the upper, 0 to 1.

        Of priors of a logarithm it is the way of the logarithm.
        """
        low, high = self.ends
        return (self.at(quantiles) - low) / (high - low)

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        low, high = self.ends
        if not low < high:
            raise Inconsistent("high", f"is {number_text(high)}; expected more than low, {number_text(low)}")
        return self


class Uniform(Prior):
    """Every value between low and high is as likely."""

    kind: ClassVar[str] = "uniform"
    low: float
    high: float

    @property
    def ends(self) -> tuple[float, float]:
        """Return low and high."""
        return self.low, self.high

    def at(self, quantiles: FloatArray) -> FloatArray:
        """Return low + quantile x (high - low)."""
        return self.low + np.asarray(quantiles) * (self.high - self.low)


class LogUniform(Prior):
    """Every factor between low and high is as likely."""

    kind: ClassVar[str] = "log_uniform"
    low: float = Field(gt=0.0)
    high: float = Field(gt=0.0)

    @property
    def ends(self) -> tuple[float, float]:
        """Return low and high."""
        return self.low, self.high

    def at(self, quantiles: FloatArray) -> FloatArray:
        """Return low x (high / low)^quantile."""
        return np.asarray(self.low * (self.high / self.low) ** np.asarray(quantiles))

    def scaled(self, quantiles: FloatArray) -> FloatArray:
        """Return the quantiles themselves: they go evenly through the logarithm."""
        return np.asarray(quantiles)


class Normal(Prior):
    """A guess and its standard deviation."""

    kind: ClassVar[str] = "normal"
    mean: float
    sd: float = Field(gt=0.0)
    low: float | None = None
    high: float | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """Return where it is cut."""
        low = self.mean - _FARTHEST * self.sd if self.low is None else self.low
        return low, self.mean + _FARTHEST * self.sd if self.high is None else self.high

    def at(self, quantiles: FloatArray) -> FloatArray:
        """Return values of the normal between its ends."""
        return cut_normal_quantile(quantiles, self.mean, self.sd, *self.ends)


class Lognormal(Prior):
    """A guess and the standard deviation of its logarithm."""

    kind: ClassVar[str] = "lognormal"
    median: float = Field(gt=0.0)
    log_sd: float = Field(gt=0.0, le=MOST_LOG_SD)
    low: float | None = Field(default=None, gt=0.0)
    high: float | None = Field(default=None, gt=0.0)

    @property
    def ends(self) -> tuple[float, float]:
        """Return where it is cut."""
        farthest = math.exp(_FARTHEST * self.log_sd)
        low = self.median / farthest if self.low is None else self.low
        return low, self.median * farthest if self.high is None else self.high

    def at(self, quantiles: FloatArray) -> FloatArray:
        """Return values of the lognormal between its ends."""
        low, high = (math.log(end) for end in self.ends)
        return np.exp(low + self.scaled(quantiles) * (high - low))

    def scaled(self, quantiles: FloatArray) -> FloatArray:
        """Return the way of the logarithm, which is a cut normal."""
        low, high = (math.log(end) for end in self.ends)
        return (cut_normal_quantile(quantiles, math.log(self.median), self.log_sd, low, high) - low) / (high - low)


PRIORS: Mapping[str, type[Prior]] = {one.kind: one for one in (Uniform, LogUniform, Normal, Lognormal)}


def uncertain_in(network: Network, tree: Node, mistakes: Mistakes) -> Mapping[str, Prior]:
    """Return the priors: dotted path -> prior, in the order written."""
    node: Node = tree.value.get("uncertain", Node({}, tree.origin))
    if not node.is_map:
        message = f"is {shown(node.value)}; expected a map of dotted paths"
        mistakes.add(node.origin, ("uncertain",), message, "wrong-type")
        return FrozenMap({})
    made = {dotted: _prior(network, dotted, entry, tree, mistakes) for dotted, entry in node.value.items()}
    return FrozenMap({dotted: prior for dotted, prior in made.items() if prior is not None})


def ends_of(network: Network, tree: Node) -> Iterator[tuple[Path, Node]]:
    """Yield the path and each end of every prior that has no mistake, as nodes where they were written.

    An end that is whole stands as a whole number, which every number may be written as.
    """
    node: Node = tree.value.get("uncertain", Node({}, tree.origin))
    for dotted, entry in node.value.items() if node.is_map else ():
        prior = _prior(network, dotted, entry, tree, Mistakes())
        for name, end in zip(("low", "high"), prior.ends if prior else (), strict=False):
            written = entry.entries().get(name)
            whole = int(end) if end.is_integer() else end
            yield tuple(dotted.split(".")), as_node(whole, (written or entry).origin)


def _prior(network: Network, dotted: str, entry: Node, tree: Node, mistakes: Mistakes) -> Prior | None:
    path: Path = ("uncertain", dotted)
    tops = [name for name in swept(network) if name != "run"]
    top = dotted.split(".")[0]
    if not entry.is_map:
        message = f"is {shown(entry.value)}; expected {{low: ..., high: ...}}"
        mistakes.add(entry.origin, path, message, "wrong-type")
        return None
    if top not in tops:
        message = f"no such path; what is uncertain is below {', '.join(tops)}{closest(top, tops)}"
        mistakes.add(entry.origin, path, message, "not-swept")
        return None
    content: dict[str, Any] = bare(entry)
    kind = content.pop("kind", Uniform.kind)
    if not isinstance(kind, str) or kind not in PRIORS:
        message = f"is {shown(kind)}; known kinds: {', '.join(PRIORS)}{closest(str(kind), PRIORS)}"
        mistakes.add(nearest(tree, (*path, "kind")), (*path, "kind"), message, "unknown-kind")
        return None
    return checked(PRIORS[kind], content, path, tree, mistakes)
