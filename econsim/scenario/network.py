"""What a scenario must know of the network it is about: handed to it from above, so that this room names none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from econsim.contracts import Channel, DecisionKind, Frozen, Policy, Shape
from econsim.scenario.codes import Code
from econsim.scenario.origin import Mistakes, Node, Path, Words
from econsim.scenario.values import Section


class Problem(NamedTuple):
    """What does not fit together: the path to blame, the sentence, its code, and the path where it was written."""

    path: Path
    message: str
    code: Code
    at: Path | None = None  # `path` when None


UNREACHED, LIFTS_NOBODY = "unreached", "lifts nobody"  # kinds of notes


class Note(NamedTuple):
    """A sentence about a scenario, the path that it is about, and what kind of note it is, where that has a name."""

    path: Path
    sentence: str
    kind: str = ""


@dataclass(frozen=True)
class Check:
    """A rule between sections: `find` gets those that it names, by name, and is not asked when one has a mistake.

    Those in `if_whole` are None then instead.
    """

    sections: tuple[str, ...]
    find: Callable[..., Iterator[Problem]]
    if_whole: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """How dated changes of the law are written and what they become."""

    written: type[Frozen]  # has `date` and `set`
    made: Callable[[str, int, Any], Any]  # name, epoch, as written -> an Event
    check: Callable[[Sequence[Any], Any], Iterator[Problem]]  # events in order and the law (None: it has mistakes)
    fixed: Mapping[str, str]  # paths of the law that no event sets, and what to say instead
    schema: Callable[[], Mapping[str, Any]]  # what an editor's JSON Schema says of fields, beyond their types


@dataclass(frozen=True)
class Governance:
    """How proposals to change the law are written and what they become."""

    written: type[Frozen]  # has `submitted`, `deposited` and `set`
    made: Callable[[str, int, Any, int], Any]  # name, epoch, as written, epoch of the deposit -> a Proposal
    check: Callable[[Any, Any], Iterator[Problem]]  # a proposal and the law that it finds
    deeds: Callable[[Any], Mapping[str, str]]  # what each proposal of a scenario would do in words, by its name


def what_is_set(scenario: Any) -> Mapping[str, str]:
    """Return what each event does where a network has no better words: the parameters that it sets, by its name."""
    return {event.name: f"sets {', '.join(event.all_set)}" for event in scenario.timeline}


@dataclass(frozen=True)
class Network:
    """A network as scenarios see it.

    `sections` are the models of a file's sections in their order, `run` among them; `law` is the name of the one that
    events change. `deeds` says what each event does in words, by its name. `derived` are attributes of a scenario that
    follow from its sections. `renamed` puts new names where old ones stand, after noting what is to be written.
    `unread` says which paths a history has not read by a number of its epochs, so that a later start may change them.
    """

    name: str
    preset: str
    sections: Mapping[str, type[Section]]
    law: str
    timeline: Timeline
    words: Words
    example: str  # of a dotted path and a value
    nested_example: str  # the same as a file would write it
    governance: Governance | None = None  # None: there is nothing to vote on
    checks: tuple[Check, ...] = ()
    notes: Callable[[Any], Iterator[Note]] = lambda scenario: iter(())
    deeds: Callable[[Any], Mapping[str, str]] = what_is_set
    renamed: Callable[[Node, Mistakes], Node] = lambda tree, mistakes: tree
    unread: Callable[[Any, int], Collection[Path]] = lambda history, epochs: ()
    derived: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    enumerated: Mapping[str, Callable[[], Sequence[str]]] = field(
        default_factory=dict
    )  # texts that can stand at a path


class Kinds(Protocol):
    """What a scenario wants of a catalogue: a network, its decisions and channels, and classes by their names."""

    @property
    def network(self) -> Network:
        """Return the network that scenarios are about."""

    @property
    def decisions(self) -> tuple[DecisionKind, ...]:
        """Return what is decided, in the order of scenario files."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Return what nature does, in the order of scenario files."""

    @property
    def root(self) -> type[Frozen]:
        """Return the root model of the network's scenarios."""

    @property
    def policies(self) -> Mapping[str, Mapping[str, type[Policy]]]:
        """Return policy classes by decision, then by kind."""

    @property
    def shapes(self) -> Mapping[str, Mapping[str, type[Shape]]]:
        """Return shapes of nature by channel, then by kind."""

    @property
    def metrics(self) -> Collection[str]:
        """Return the names of the metrics that objectives may name."""

    def history(self, name_or_path: str) -> Any:
        """Return the scenario that runs before another one starts."""
