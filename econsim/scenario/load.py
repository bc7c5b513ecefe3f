"""From a name or a file to a scenario: find it, follow `extends`, lay the layers over each other, check."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path as File

from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.scenario.layered import Layered
from econsim.scenario.merge import Layers, closest
from econsim.scenario.network import Kinds, Network
from econsim.scenario.origin import Mistakes, Node, Origin, Path
from econsim.scenario.parts import opening, whole
from econsim.scenario.read import read_file, read_text
from econsim.scenario.run import HEADING, READS_SCHEMA
from econsim.scenario.schema import Scenario, build, build_with_alternatives
from econsim.scenario.values import shown

_SETS_COME_AFTER = 1_000  # in the order of mistakes: after all files


def shipped_folder() -> File | None:
    """Return the folder of the scenarios that ship: in the package (a wheel) or beside it (a source tree)."""
    for folder in (PACKAGE / "scenarios", PACKAGE.parent / "scenarios"):
        if folder.is_dir():
            return folder
    return None


def shipped_names() -> tuple[str, ...]:
    """Return the names of the scenarios that ship, those in subfolders with their folder."""
    folder = shipped_folder()
    files = sorted(folder.rglob("*.yaml")) if folder else []
    return tuple(file.relative_to(folder).with_suffix("").as_posix() for file in files if folder)


def load(
    name_or_path: str | os.PathLike[str], sets: Sequence[str], kinds: Kinds, *, tries_alternatives: bool = True
) -> Scenario:
    """Return a scenario by shipped name or path, with `--set` changes ("dotted.path=value") laid over it.

    `tries_alternatives`: that its variants, sweep and what is uncertain make scenarios, too, is checked.
    """
    file, shown_as = _find(os.fspath(name_or_path))
    mistakes = Mistakes(kinds.network.words)
    tree, sources = _with_parents(file, shown_as, kinds, mistakes)
    layered = Layered(tree, kinds, changes=_changes(sets, kinds.network, mistakes), sources=sources)
    return (build_with_alternatives if tries_alternatives else build)(layered, mistakes)


def _find(name: str) -> tuple[File, str]:
    """Return the file of a scenario and how messages call it."""
    if _is_shipped(name):
        return _shipped(name)
    if name.endswith((".yaml", ".yml")) or os.sep in name or os.path.isfile(name):
        return File(name), name
    known = shipped_names()
    near = closest(name, known)
    there = f"{near} `econsim list` prints all that are shipped" if near else f"; shipped are {', '.join(known)}"
    raise UsageError(f"no scenario '{name}'{there}; a file of your own is named by its path, such as my.yaml")


def _is_shipped(name: str) -> bool:
    """Return whether a name is one of `shipped_names()`, with no look at the others."""
    folder = shipped_folder()
    if folder is None or not re.fullmatch(r"(\w+/)*\w+", name):
        return False
    file = folder / f"{name}.yaml"
    return file.parent.is_dir() and file.name in os.listdir(file.parent)  # to the letter, whatever the system minds


def _shipped(name: str) -> tuple[File, str]:
    folder = shipped_folder()
    assert folder is not None
    return folder / f"{name}.yaml", f"scenarios/{name}.yaml"


def shipped_ancestor(name_or_path: str | os.PathLike[str]) -> str | None:
    """Return the shipped scenario that a file is or, through `extends`, comes from; None where there is none.

    The file is one that has been loaded before, so what it extends is there.
    """
    shipped = {os.path.realpath(_shipped(name)[0]): name for name in shipped_names()}
    chain, mistakes = [_find(os.fspath(name_or_path))], Mistakes()
    while os.path.realpath(chain[-1][0]) not in shipped:
        extends = read_file(*chain[-1], 0, mistakes).value.get("extends")
        parent = None if extends is None else _parent(extends, chain, mistakes)
        if parent is None:
            return None
        chain.append(parent)
    return shipped[os.path.realpath(chain[-1][0])]


def _with_parents(
    file: File, shown_as: str, kinds: Kinds, mistakes: Mistakes
) -> tuple[Node, tuple[tuple[str, str], ...]]:
    """Return a file laid over its parent, its parent's parent and so on, and the text of those that do not ship."""
    layers, chain = Layers(opening(kinds), mistakes), [(file, shown_as)]
    nodes = [_read(file, shown_as, 0, mistakes)]
    origin = nodes[0].origin
    while "extends" in nodes[-1].value:
        parent = _parent(nodes[-1].value["extends"], chain, mistakes)
        if parent is None:
            break
        chain.append(parent)
        nodes.append(_read(*parent, len(nodes), mistakes).without(*HEADING))
    if "extends" not in nodes[-1].value and _is_no_whole(nodes[-1], kinds.network):
        mistakes.add(nodes[-1].origin, (), mistakes.words.no_parent, "no-parent")
    tree = Node({"name": Node(File(shown_as).stem, origin)}, origin)
    for node in reversed(nodes):
        tree = layers.over(tree, node.without("schema", "extends"))
    shipped = shipped_folder()
    own = [(name, one) for one, name in chain if shipped is None or shipped not in one.resolve().parents]
    return Node(tree.value, origin), tuple((name, one.read_text("utf-8-sig")) for name, one in own)


def _is_no_whole(root: Node, network: Network) -> bool:
    """Return whether a file lacks half or more of what every scenario has, so that it was to change another one."""
    wanted = whole(network)
    return 2 * sum(name in root.value for name in wanted) <= len(wanted)


def _read(file: File, shown_as: str, order: int, mistakes: Mistakes) -> Node:
    node = read_file(file, shown_as, order, mistakes)
    schema = node.value.get("schema")
    if schema is None:
        mistakes.add(node.origin, ("schema",), f"missing; begin with schema: {READS_SCHEMA}", "schema")
    elif schema.value != READS_SCHEMA or type(schema.value) is not int:
        message = f"is {shown(schema.value)}; this econsim reads schema {READS_SCHEMA}"
        mistakes.add(schema.origin, ("schema",), message, "schema")
    return node


def _parent(extends: Node, chain: Sequence[tuple[File, str]], mistakes: Mistakes) -> tuple[File, str] | None:
    """Return the file that the last one of a chain extends, None after noting why there is none."""
    file, shown_as = chain[-1]
    name, path = extends.value, ("extends",)
    if not isinstance(name, str) or not name:
        mistakes.add(extends.origin, path, f"is {shown(name)}; expected one shipped name or path", "wrong-type")
        return None
    parent = _shipped(name) if _is_shipped(name) else (file.parent / name, _beside(shown_as, name))
    if not os.path.isfile(parent[0]):
        hint = closest(name, shipped_names())
        message = f"is {shown(name)}; no such shipped scenario, no such file{hint}"
        mistakes.add(extends.origin, path, message, "no-parent")
        return None
    before = [os.path.realpath(earlier) for earlier, _ in chain]
    if os.path.realpath(parent[0]) in before:
        names = [*(earlier for _, earlier in chain), parent[1]]
        mistakes.add(extends.origin, path, f"goes in a circle: {' -> '.join(names)}", "circular")
        return None
    return parent


def _beside(shown_as: str, name: str) -> str:
    return os.path.normpath(os.path.join(os.path.dirname(shown_as), name))


def _changes(sets: Sequence[str], network: Network, mistakes: Mistakes) -> tuple[tuple[Path, Node], ...]:
    """Return the changes that `--set` asks for; their values are YAML."""
    changes = []
    for number, text in enumerate((sets,) if isinstance(sets, str) else sets, start=1):
        dotted, equals, value = text.partition("=")
        if not equals or not dotted.strip():
            raise UsageError(f"--set #{number} is '{text}'; expected path=value, such as {network.example}")
        origin = Origin(f"--set #{number}", order=_SETS_COME_AFTER + number)
        changes.append((tuple(dotted.strip().split(".")), read_text(value, origin, mistakes)))
    return tuple(changes)
