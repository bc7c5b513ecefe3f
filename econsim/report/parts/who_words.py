"""A chart of who gains and who pays, told in words."""

from __future__ import annotations

from econsim.analysis.display import about
from econsim.analysis.first_page_data import WhoGains


def told_groups(found: WhoGains) -> str:
    """Return every group with its amount: `Other delegators −21,000; community pool +218.`"""
    told = [f"{group.who} {about(group.moved, signed=True)}" for group in found.groups]
    return f"{'; '.join(told)}; newly created {about(found.created.moved, signed=True)}."
