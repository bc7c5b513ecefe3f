"""The glossary: each word explained where it first stands, and once more at the end."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from econsim.report.document import (
    Badges,
    Document,
    Inline,
    Items,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Term,
    Text,
)

GLOSSARY: Mapping[str, str] = MappingProxyType(
    {
        "paired": "simulated twice over the same luck: once under each rule, with the same draws",
        "replicate": "one simulated run, with luck of its own",
        "arm": "one side of a comparison: the baseline or a proposal",
        "baseline": "the rules that a proposal is held against",
        "interval": "how far chance inside the model could move a mean or a mean difference, 19 times out of 20",
        "epoch": "one step of the simulation, a day unless said otherwise",
        "Herfindahl index": "sum of squared shares of stake (HHI): 1 if one validator has all, small if many share",
        "Nakamoto coefficient": "the fewest validators that hold more than a third of stake together",
        "Gini coefficient": "inequality between 0 (all alike) and 1 (one has all)",
        "net APR": "what delegators are paid in a year for what they have bonded, after tax and commission",
        "real yield": "growth of one's share of the supply in a year, when rewards are restaked",
        "break-even price": "the AKT price from which on so many validators earn their cost",
        "commission": "the part of rewards that a validator keeps",
        "floor": "the lowest commission rate that the chain allows",
        "community pool": "where the community tax and take fees go",
        "take fee": "the part of a lease's rent that the chain keeps",
        "captive": "a validator that keeps half or more of what its stake earns, and that nobody chooses",
        "bonded ratio": "the part of all AKT that is staked",
        "uakt": "a millionth of an AKT",
    }
)
_WORDS = re.compile(rf"\b({'|'.join(map(re.escape, sorted(GLOSSARY, key=len, reverse=True)))})\b")


def explained(document: Document) -> Document:
    """Return the document with every word of the glossary as a term where it first stands, and a list of them."""
    marker = _Marker()
    made = dataclasses.replace(
        document,
        subtitle=marker.text(document.subtitle),
        first_page=tuple(map(marker.node, document.first_page)),
        sections=tuple(map(marker.node, document.sections)),
    )
    if not marker.found:
        return made
    words = tuple((Strong(word), f": {GLOSSARY[word]}.") for word in GLOSSARY if word in marker.found)
    return dataclasses.replace(made, sections=(*made.sections, Section("glossary", "Glossary", (Items(words),))))


class _Marker:
    """Goes over a tree in the order of reading and marks each word once."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def node(self, node: Any) -> Any:
        """Return a block, a row or a section with its words marked; a picture and a command stay as they are."""
        match node:
            case Section():
                return dataclasses.replace(node, blocks=tuple(map(self.node, node.blocks)))
            case Paragraph():
                return dataclasses.replace(node, text=self.text(node.text))
            case Badges():
                return dataclasses.replace(node, items=tuple((badge, self.text(words)) for badge, words in node.items))
            case Items():
                return dataclasses.replace(node, items=tuple(map(self.text, node.items)))
            case Table():
                return dataclasses.replace(
                    node,
                    caption=self.text(node.caption),
                    rows=tuple(map(self.node, node.rows)),
                    notes=tuple(map(self.text, node.notes)),
                )
            case Row():
                return dataclasses.replace(node, cells=tuple(map(self.text, node.cells)))
        return node

    def text(self, text: Text) -> Text:
        """Return a line with its words marked."""
        return tuple(part for whole in text for part in (self._parts(whole) if isinstance(whole, str) else (whole,)))

    def _parts(self, text: str) -> Iterator[Inline]:
        end = 0
        for match in _WORDS.finditer(text):
            word = match[0]
            if word not in self.found:
                self.found.add(word)
                if match.start() > end:
                    yield text[end : match.start()]
                yield Term(word, GLOSSARY[word])
                end = match.end()
        if text[end:]:
            yield text[end:]
