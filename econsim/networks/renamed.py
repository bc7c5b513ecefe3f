"""What scenario files once called otherwise: the old names are refused in one line that says what to write."""

from __future__ import annotations

from econsim.scenario.origin import Mistakes, Node, Path, as_node, bare
from econsim.scenario.values import shown

_TENANTS: Path = ("population", "tenants")
_PARETO = {"reservation_elasticity": 1.2, "reservation_floor_ratio": 0.56}  # as they stood in mainnet6


def refuse_old_names(tree: Node, mistakes: Mistakes) -> Node:
    """Return a scenario in which new names stand where old ones stood, after noting what is to be written."""
    tenants = tree
    for name in _TENANTS:
        tenants = tenants.entries().get(name, Node(None, tree.origin))
    old = {name: node for name, node in tenants.entries().items() if name in _PARETO}
    if not old:
        return tree
    name, node = next(iter(old.items()))
    elasticity, lowest = (bare(old[name]) if name in old else given for name, given in _PARETO.items())
    law = f"kind: iso_elastic, tail_elasticity: {shown(elasticity)}, lowest_price_ratio: {shown(lowest)}"
    message = f"is no longer a number of the tenants; for the same demand write {' and '.join(old)} as shocks: "
    mistakes.add(node.origin, (*_TENANTS, name), f"{message}{{reservation_price: {{{law}}}}}", "renamed")
    population, shocks = tree.value["population"], tree.value.get("shocks", Node({}, node.origin))
    meant = {"kind": "iso_elastic", "tail_elasticity": elasticity, "lowest_price_ratio": lowest}
    new = {"population": Node({**population.value, "tenants": tenants.without(*old)}, population.origin)}
    if shocks.is_map and "reservation_price" not in shocks.value:
        new["shocks"] = Node({**shocks.value, "reservation_price": as_node(meant, node.origin)}, shocks.origin)
    return Node({**tree.value, **new}, tree.origin)
