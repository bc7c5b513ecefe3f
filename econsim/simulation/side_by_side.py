"""Models that live side by side: what happens alike in several of them happens once, in the first.

An epoch hands such a part of itself over as a `Turn`. A model by itself carries each out at once. Models of the same
draws come to a turn together: where it finds in all of them what it may look at, the first one carries it out, the
others hold its very tables and take over what it did to pots, supply and journal. A model that would do otherwise goes
its own way before that, with tables of its own, for the rest of the run. Either way each gives the numbers that it
gives alone, to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from econsim.world.effects import Effects, Standing
from econsim.world.world import World


class Turn(NamedTuple):
    """A part of an epoch: what happens to a world, and what it is told."""

    happens: Callable[..., Any]
    told: tuple[Any, ...]


Epoch = Generator[Turn, Any, None]  # it is given what came of each turn


class CannotShare(Exception):
    """What happened in the first model might not have happened in another: each must live alone."""


class Neighbour(Protocol):
    """A model that lives beside others."""

    world: World

    def in_turns(self) -> Epoch:
        """Return an epoch that hands its turns over."""

    def step(self) -> None:
        """Let one epoch happen here, and nowhere else."""

    def end_of_epoch(self) -> None:
        """Note that an epoch is over."""


One = TypeVar("One", bound=Neighbour)
Of = TypeVar("Of", contravariant=True)


class Shared(Protocol[Of]):
    """What models share: a network knows when they can, and how they hold it."""

    def move_in(self, model: Of, other: Of) -> bool:
        """Let a model hold the tables of another one in place of its own, if all that turns look at is the same."""

    def move_out(self, model: Of) -> None:
        """Let a model hold tables of its own again, as they are now."""

    def is_alike(self, model: Of, mine: Turn, other: Of, its: Turn) -> bool:
        """Return whether a turn would do in a model what it is about to do in another one."""

    def has_enough(self, model: Of, effects: Effects) -> bool:
        """Return whether a model has enough of all that a turn took in another one."""

    def keep_up(self, model: Of, other: Of) -> None:
        """Let a model hold what another one holds after a turn."""


def alone(world: World, epoch: Epoch) -> None:
    """Let an epoch happen to a world that shares nothing."""
    _finish(world, epoch, next(epoch, None))


class SideBySide(Generic[One]):
    """Some models of the same draws, at the same epoch, stepped together."""

    def __init__(self, models: Sequence[One], shared: Shared[One]) -> None:
        """Take the models; each moves in with the first one whose tables it can hold."""
        self._shared = shared
        self.acting = models[0]  # whose error it is, if there is one
        self._groups: list[list[One]] = []
        for model in models:
            group = next((group for group in self._groups if shared.move_in(model, group[0])), None)
            if group is None:
                self._groups.append([model])
            else:
                group.append(model)

    def step(self) -> None:
        """Let one epoch happen to all. Raises CannotShare where they must be run anew, each by itself."""
        for group in list(self._groups):
            if len(group) > 1:
                self._step(group)
            else:
                self.acting = group[0]
                self.acting.step()

    def _step(self, group: list[One]) -> None:
        epochs = [model.in_turns() for model in group]
        turns = [self._next(model, epoch, None) for model, epoch in zip(group, epochs, strict=True)]
        while (turn := turns[0]) is not None:
            self._let_go(group, epochs, turns)
            first, *others = group
            self.acting, before = first, Standing.of(first.world.ledger)
            found = turn.happens(first.world, *turn.told)
            effects = Effects.since(before, first.world.ledger)
            for model in others:
                self.acting = model
                if not self._shared.has_enough(model, effects):
                    raise CannotShare
                self._shared.keep_up(model, first)
                effects.happen_to(model.world.ledger)
            turns = [self._next(model, epoch, found) for model, epoch in zip(group, epochs, strict=True)]
        for model in group:
            model.end_of_epoch()

    def _let_go(self, group: list[One], epochs: list[Epoch], turns: list[Turn | None]) -> None:
        """Let models that would do otherwise than the first go their own way, and finish their epoch."""
        first, its = group[0], turns[0]
        for place in range(len(group) - 1, 0, -1):
            model, mine = group[place], turns[place]
            if mine is None or its is None or not self._shared.is_alike(model, mine, first, its):
                self.acting = model
                self._shared.move_out(model)
                _finish(model.world, epochs[place], mine)
                model.end_of_epoch()
                self._groups.append([model])
                del group[place], epochs[place], turns[place]

    def _next(self, model: One, epoch: Epoch, found: Any) -> Turn | None:
        """Let an epoch go on to its next turn; None at its end."""
        self.acting = model
        return _sent(epoch, found)


def _finish(world: World, epoch: Epoch, turn: Turn | None) -> None:
    """Let the rest of an epoch happen to a world, from a turn on."""
    while turn is not None:
        turn = _sent(epoch, turn.happens(world, *turn.told))


def _sent(epoch: Epoch, found: Any) -> Turn | None:
    try:
        return epoch.send(found)
    except StopIteration:
        return None
