"""The books balance under random scenarios (checks V01 to V04 of the validation plan)."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, event, given, settings

from econsim.errors import BrokenBooks, RunError
from tests.properties.mixture_checks import check_mixtures
from tests.properties.random_scenarios import Drawn, changed_scenarios
from tests.properties.watched_run import WatchedRun

A_NUMBER_TOO_LARGE = r".*(64 bits|64-bit integers|beyond what can be reckoned with).*"  # in one line
NOTHING_LEFT_TO_BUY = r"bought by tenants: outside_uakt\[0\] would be -\d+; all who are no agents hold less AKT .*"


@settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
@given(changed_scenarios())
def test_the_books_balance_under_random_scenarios(drawn: Drawn) -> None:
    """A scenario runs and balances after every epoch, or says in one line which number is too large for money.

    So it does where all AKT that nobody among the agents holds has gone into stake, and tenants want to buy some.
    """
    scenario = drawn.scenario()
    try:
        run = WatchedRun(scenario)
        run.run(scenario.run.epochs)
    except (RunError, BrokenBooks) as refused:
        told = NOTHING_LEFT_TO_BUY if isinstance(refused, BrokenBooks) else A_NUMBER_TOO_LARGE
        if re.fullmatch(told, str(refused)) is None:
            raise
        event("refused")
        return
    check_mixtures(run)
    event("ran to its end")
