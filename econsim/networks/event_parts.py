"""An event that does several things, taken apart: what each would be alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from econsim.mechanisms.upgrades.events import FLOOR


def event_parts(written: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return the things that an event does, each as an event of the same date, by the path or the word for it.

    `written` is an event as a scenario's content has it. Every migration of its own reads the commission floor, and so
    goes with it where the event sets it; else the migrations are one thing, as an upgrade is.
    """
    date = {"date": written["date"]}
    migrations = {"migrations": written["migrations"]} if "migrations" in written else {}
    settings = written.get("set", {})
    parts = {
        path: date | {"set": {path: value}} | (migrations if path == FLOOR else {}) for path, value in settings.items()
    }
    if "upgrade" in written:
        parts["upgrade"] = date | {"upgrade": written["upgrade"]}
    if "unlock" in written:
        parts["unlock"] = date | {"unlock": written["unlock"]}
    if migrations and FLOOR not in settings:
        parts["migrations"] = date | migrations
    return parts
