"""YAML text -> a tree of nodes with their places.

Plain YAML 1.2: no tags of its own, no directives, no merge keys, no repeated keys. Size, depth, the number of entries
and of aliases are limited before anything is made of them.
"""

from __future__ import annotations

import functools
import stat
import unicodedata
from pathlib import Path as File
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError, MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from econsim.scenario.codes import Code
from econsim.scenario.origin import Mistakes, Node, Origin, Path, one_zero
from econsim.scenario.run import READS_SCHEMA
from econsim.scenario.slips import beside, decimal_comma, meant_as_entry, slip
from econsim.scenario.values import shown

_PLAIN = "tag:yaml.org,2002:"
_KEPT_AS_TEXT = (f"{_PLAIN}str", f"{_PLAIN}timestamp")
_MAP, _LIST = f"{_PLAIN}map", f"{_PLAIN}seq"
_SCALARS = (*_KEPT_AS_TEXT, f"{_PLAIN}int", f"{_PLAIN}float", f"{_PLAIN}bool", f"{_PLAIN}null")
_MOST_BYTES = 200_000
_MOST_ENTRIES = 10_000
_MOST_ALIASES = 100
_DEEPEST = 30
_LONGEST_KEY = 200
_MOST_KEPT = 16_000  # characters: what ships is shorter, and what is long is seldom read again
_LARGEST_WHOLE = 10**19
_TOO_MUCH = "is nested too deeply or repeats itself too often"
_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\x00\x00": "UTF-32"}


def read_file(file: File, shown_as: str, order: int, mistakes: Mistakes) -> Node:
    """Return the map in a file; raises ScenarioError for a file that cannot be read as one."""
    whole = Origin(shown_as, order=order)
    data = _bytes_of(file, whole, mistakes)
    if data[:2] in _OTHER_ENCODINGS:
        mistakes.stop(whole, (), f"is {_OTHER_ENCODINGS[data[:2]]} text; save it as UTF-8", "unreadable")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mistakes.stop(whole, (), f"is not UTF-8 text (byte {error.start}); save it as UTF-8", "unreadable")
    node = read_text(text, Origin(shown_as, 1, 1, order), mistakes)
    if node.value is None:
        mistakes.stop(whole, (), f"is empty; a scenario begins with schema: {READS_SCHEMA}", "empty")
    if not node.is_map:
        mistakes.stop(
            node.origin, (), f"is not a map; a scenario has lines such as schema: {READS_SCHEMA}", "wrong-type"
        )
    return node


def _bytes_of(file: File, whole: Origin, mistakes: Mistakes) -> bytes:
    """Return what a file holds; pipes and devices, which may never end, are not opened."""
    try:
        about = file.stat()
        if not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):
            mistakes.stop(whole, (), "cannot be read: it is no ordinary file", "unreadable")
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = f"{getattr(error, 'strerror', None) or error}{beside(file)}"
        mistakes.stop(whole, (), f"cannot be read: {why}", "unreadable")
    if len(data) > _MOST_BYTES:
        size = max(about.st_size, len(data))
        mistakes.stop(whole, (), f"has {size:,} bytes; a scenario has {_MOST_BYTES:,} at most", "too-large")
    return data


def read_text(text: str, start: Origin, mistakes: Mistakes) -> Node:
    """Return YAML text as a node; `start` names its source. Raises ScenarioError when it is not YAML."""
    try:
        root, constructor = (_composed if len(text) <= _MOST_KEPT else _composed.__wrapped__)(text)
    except MaxDepthExceededError as error:
        mistakes.stop(_at(start, error.problem_mark), (), _TOO_MUCH, "too-large")
    except MarkedYAMLError as error:
        found = slip(error, text)
        mistakes.stop(_at(start, found), (), found.message, error.code if isinstance(error, _Refusal) else "not-yaml")
    except YAMLError as error:
        mistakes.stop(
            Origin(start.source, order=start.order), (), f"is not YAML: {str(error).splitlines()[0]}", "not-yaml"
        )
    except ValueError as error:  # an escape that stands for no character, such as "\UFFFFFFFF"
        mistakes.stop(Origin(start.source, order=start.order), (), f"is not YAML: {error}", "not-yaml")
    if root is None:
        return Node(None, start)
    return _Reader(start, constructor, mistakes).node(root, (), _at(start, root.start_mark))


@functools.lru_cache(maxsize=64)  # the shipped parents are read again and again, and this is the slow part
def _composed(text: str) -> tuple[Any, Any]:
    """Return the root of a text's tags, texts and places (None if it has none), and what makes values of them."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Careful
    yaml.max_depth = _DEEPEST
    return yaml.compose(text), yaml.constructor


class _Refusal(ComposerError):
    """Something that YAML allows and scenarios do not."""

    def __init__(self, problem: str, mark: Any, code: Code) -> None:
        super().__init__(None, None, problem, mark)
        self.code: Code = code


class _Careful(Composer):
    """Composes one document and gives up on what no scenario is."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self._n_entries = 0
        self._n_aliases = 0

    def compose_document(self) -> Any:
        """Refuse directives: %YAML 1.1 would read `no` as false."""
        event = self.parser.peek_event()
        if event.version or event.tags:
            self._refuse(event, "directives (%YAML, %TAG) are no part of scenarios", "not-plain")
        return super().compose_document()

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Count before anything is made."""
        event = self.parser.peek_event()
        self._n_entries += 1
        self._n_aliases += isinstance(event, AliasEvent)
        if self._n_entries > _MOST_ENTRIES:
            self._refuse(event, f"a scenario has {_MOST_ENTRIES:,} entries at most", "too-large")
        if self._n_aliases > _MOST_ALIASES:
            self._refuse(event, f"a scenario has {_MOST_ALIASES} aliases at most", "too-large")
        if not isinstance(event, AliasEvent) and event.anchor in self.anchors:
            self._refuse(event, f"the anchor &{event.anchor} is given twice", "not-plain")
        return super().compose_node(parent, index)

    def _refuse(self, event: Any, problem: str, code: Code) -> None:
        raise _Refusal(problem, event.start_mark, code)


def _at(start: Origin, mark: Any) -> Origin:
    if not start.line or mark is None:
        return start
    return Origin(start.source, mark.line + 1, mark.column + 1, start.order)


class _Reader:
    """Walks the composed YAML of one text; what is refused is noted and left out."""

    def __init__(self, start: Origin, constructor: Any, mistakes: Mistakes) -> None:
        """Remember where the text is from."""
        self._start = start
        self._constructor = constructor
        self._mistakes = mistakes
        self._n_nodes = 0

    def node(self, found: Any, path: Path, origin: Origin) -> Node:
        """Return one entry; its origin is the place of its key, or of itself in a list."""
        self._n_nodes += 1
        if len(path) > _DEEPEST or self._n_nodes > _MOST_ENTRIES:
            self._mistakes.stop(origin, (), _TOO_MUCH, "too-large")
        tag = str(found.tag)
        if isinstance(found, MappingNode) and tag == _MAP:
            return Node(self._map(found, path), origin)
        if isinstance(found, SequenceNode) and tag == _LIST:
            return Node(self._list(found, path), origin)
        if isinstance(found, ScalarNode) and tag in _SCALARS:
            return Node(self._scalar(found, tag, path, origin), origin)
        self._mistakes.add(origin, path, f"has the tag {tag[:60]}; a scenario has plain values only", "not-plain")
        return Node(None, origin)

    def _list(self, found: Any, path: Path) -> list[Node]:
        entries: list[Node] = []
        before = None
        for item in found.value:
            place, here = _at(self._start, item.start_mark), (*path, str(len(entries)))
            if before is not None and _touches(before, item) and item.value[:1] == "0" and item.value != "0":
                self._split(before, item.value, here, place)
            entries.append(self.node(item, here, place))
            before = item
        return entries

    def _split(self, before: Any, after: str, path: Path, place: Origin) -> bool:
        """Note a number with a decimal comma, which YAML has split in two; return whether it was one."""
        meant = decimal_comma(before.value, after) if isinstance(before, ScalarNode) else ""
        if meant:
            self._mistakes.add(
                place, path, f"is {shown(f'{before.value},{after}')}; did you mean {meant}?", "wrong-type"
            )
        return bool(meant)

    def _map(self, found: Any, path: Path) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        last: Any = None
        for key, value in found.value:
            before, last = last, (key, value)
            if before is not None and _is_left_over(value) and _touches(before[1], key):
                spot = _at(self._start, before[0].start_mark)
                if self._split(before[1], key.value, (*path, before[0].value), spot):
                    continue
            place = _at(self._start, key.start_mark)
            if not isinstance(key, ScalarNode) or str(key.tag) not in _SCALARS:
                what = "merge keys (<<) are no part of scenarios; use extends" if _is_merge(key) else "a key is a name"
                self._mistakes.add(place, path, what, "not-plain")
            elif not 0 < len(key.value) <= _LONGEST_KEY or not key.value.isprintable():
                what = f"is no name; a key has 1 to {_LONGEST_KEY} letters that can be printed"
                self._mistakes.add(place, (*path, key.value), what, "bad-name")
            elif key.value in entries:
                first = entries[key.value].origin
                self._mistakes.add(place, (*path, key.value), f"is given twice; first in line {first.line}", "repeated")
            elif _is_left_over(value) and key.style is None and meant_as_entry(key.value):
                self._mistakes.add(place, (*path, key.value), f"is no entry{meant_as_entry(key.value)}", "not-yaml")
            else:
                entries[key.value] = self.node(value, (*path, key.value), place)
        return entries

    def _scalar(self, found: Any, tag: str, path: Path, origin: Origin) -> Any:
        if tag in _KEPT_AS_TEXT:
            odd = [] if found.value.isprintable() else [letter for letter in found.value if _is_hidden(letter)]
            if odd:
                message = f"is {shown(found.value)}; U+{ord(odd[0]):04X} cannot be printed, leave it out"
                self._mistakes.add(origin, path, message, "not-plain")
            return "".join(letter for letter in found.value if letter not in odd)
        try:
            value = self._constructor.construct_object(found)
        except (ValueError, YAMLError):
            self._mistakes.add(
                origin, path, f"is '{found.value[:40]}'; that is no {tag.removeprefix(_PLAIN)}", "wrong-type"
            )
            return None
        if isinstance(value, int) and abs(value) >= _LARGEST_WHOLE:
            self._mistakes.add(
                origin, path, f"is {found.value[:40]}; a whole number has 19 digits at most", "out-of-range"
            )
            return None
        return one_zero(value)


def _is_left_over(value: Any) -> bool:
    """Return whether nothing at all stands where the value of an entry would."""
    return isinstance(value, ScalarNode) and not value.value and value.start_mark.index == value.end_mark.index


def _touches(before: Any, after: Any) -> bool:
    """Return whether nothing but a comma stands between two plain scalars, as in `0,10`."""
    are_plain = all(isinstance(one, ScalarNode) and one.style is None for one in (before, after))
    return are_plain and after.start_mark.index - before.end_mark.index == 1


def _is_merge(key: Any) -> bool:
    return isinstance(key, ScalarNode) and key.tag == f"{_PLAIN}merge"


def _is_hidden(letter: str) -> bool:
    """Return whether a letter commands a terminal or turns the direction of writing instead of standing for itself."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs") and letter not in "\n\t\u200d"
