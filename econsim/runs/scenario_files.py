"""The scenario files that results were made from, kept beside the results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from econsim.atomic_files import write_text
from econsim.scenario.schema import Scenario

SCENARIOS = "scenarios"


def keep_scenarios(folder: Path, scenarios: Iterable[Scenario]) -> list[Path]:
    """Write every file that scenarios were read from, as it was then; what ships with econsim is not copied.

    A file of the same name with other text gets a number.
    """
    kept: dict[str, str] = {}
    for shown_as, text in dict.fromkeys(file for one in scenarios for file in one.layered.sources):
        name, number = Path(shown_as).name, 1
        while kept.get(name, text) != text:
            number += 1
            name = f"{number}_{Path(shown_as).name}"
        kept[name] = text
    for name, text in kept.items():
        write_text(folder / SCENARIOS / name, text)
    return [folder / SCENARIOS / name for name in kept]
