"""How much was simulated, and whether it is enough to be cited, for a run and for a sweep."""

from __future__ import annotations

from datetime import timedelta

from econsim.analysis.flags import LEAST_PAIRS, WINDOW_DAYS
from econsim.report.document import Badge, Text
from econsim.scenario.schema import Scenario
from econsim.scenario.values import counted
from econsim.units import SECONDS_PER_DAY

_IS_TRIAL = "trial run, do not cite"


def dates(scenario: Scenario, epochs: int) -> str:
    """Return from when to when was simulated: `2023-08-31 to 2023-10-30`."""
    begin = scenario.run.start
    end = begin + epochs * timedelta(seconds=scenario.run.epoch_length)
    return f"{begin:%Y-%m-%d} to {end:%Y-%m-%d}"


def trial(scenario: Scenario, epochs: int, replicates: int) -> tuple[tuple[Badge, Text], ...]:
    """Return the badge of few runs, or of less than the days that metrics of levels look at."""
    days = epochs * scenario.run.epoch_length / SECONDS_PER_DAY
    if replicates >= LEAST_PAIRS and days >= WINDOW_DAYS:
        return ()
    return ((Badge(_IS_TRIAL, "warning"), (f"{counted(replicates, 'run')} of {days:.4g} days",)),)


def about(scenario: Scenario) -> str:
    """Return the name of a scenario, with its title where that does not stand above already."""
    if not (scenario.question and scenario.title):
        return scenario.name
    return f"{scenario.name} ({scenario.title.partition(';')[0].rstrip('.')})"


def title(scenario: Scenario) -> str:
    """Return the question of a scenario, else its title, else its name."""
    return scenario.question or scenario.title or scenario.name
