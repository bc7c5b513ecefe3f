"""What a scenario is made of: its files, laid over each other, and changes in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from econsim.scenario.merge import Layers
from econsim.scenario.network import Kinds
from econsim.scenario.origin import Mistakes, Node, Path, as_node, bare
from econsim.scenario.parts import entries_of, opening, swept
from econsim.scenario.uncertain import ends_of
from econsim.scenario.values import name_problem


@dataclass(frozen=True)
class Layered:
    """What a scenario is made of: its files merged, one of its variants perhaps, then changes in their order."""

    files: Node
    kinds: Kinds
    variant: str = ""
    changes: tuple[tuple[Path, Node], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()  # files that do not ship with econsim: as messages call them, their text
    swept: tuple[Path, int, Node] | None = None  # of an alternative that is one value of a sweep: path, number, value
    uncertain: tuple[Path, Node] | None = None  # of an alternative that is one end of a prior: path, value

    def tree(self, mistakes: Mistakes) -> Node:
        """Return everything merged: changes over the variant over the files."""
        layers, tree = Layers(opening(self.kinds), mistakes), self.files
        if self.variant:
            chosen = self._changed(tree, layers).value["variants"].value[self.variant]
            tree = layers.changed(tree, ("name",), Node(self.variant, chosen.origin))
            for dotted, node in chosen.entries().items():
                origin = replace(node.origin, variant=self.variant)
                tree = layers.changed(tree, tuple(dotted.split(".")), as_node(bare(node), origin))
        return self._changed(tree, layers)

    def alternatives(self) -> Iterator[Layered]:
        """Return each variant, each value of the sweep on its own, and each end of what is uncertain on its own."""
        tree = self.tree(Mistakes())
        variants = tree.value.get("variants")
        for name, variant in (variants.value if variants is not None and variants.is_map else {}).items():
            if variant.is_map and not name_problem(name):
                yield replace(self, variant=name)
        sweep, tops = tree.value.get("sweep"), swept(self.kinds.network)
        for dotted, entry in (sweep.value if sweep is not None and sweep.is_map else {}).items():
            path = tuple(dotted.split("."))
            for number, value in enumerate(entries_of(entry, "values").values() if path[0] in tops else ()):
                yield replace(self, changes=(*self.changes, (path, value)), swept=(path, number, value))
        for path, value in ends_of(self.kinds.network, tree):
            yield replace(self, changes=(*self.changes, (path, value)), uncertain=(path, value))

    def _changed(self, tree: Node, layers: Layers) -> Node:
        for path, node in self.changes:
            tree = layers.changed(tree, path, node)
        return tree
