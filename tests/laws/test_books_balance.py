"""The books balance under random scenarios (checks V01 to V04 of the validation plan)."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, event, given, settings

from econsim.errors import RunError
from tests.laws.random_scenarios import Drawn, changed_scenarios
from tests.laws.watched_run import WatchedRun, check_mixtures

A_NUMBER_TOO_LARGE = r".*(64 bits|64-bit integers|beyond what can be reckoned with).*"  # in one line


@settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
@given(changed_scenarios())
def test_the_books_balance_under_random_scenarios(drawn: Drawn) -> None:
    """A scenario runs and balances after every epoch, or says in one line which number is too large for money."""
    scenario = drawn.scenario()
    try:
        run = WatchedRun(scenario)
        run.run(scenario.run.epochs)
    except RunError as refused:
        if re.fullmatch(A_NUMBER_TOO_LARGE, str(refused)) is None:
            raise
        event("refused")
        return
    check_mixtures(run)
    event("ran to its end")
