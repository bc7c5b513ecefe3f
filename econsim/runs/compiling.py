"""Said before the first run of a version on a machine: kernels are compiled then, and nothing else seems to happen."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from econsim.kernel_version import keep_compiled_code_by_version
from econsim.scenario.schema import Scenario

SAID = "compiling (first time with this version on this machine, about a minute)"
_LAST_COMPILED = {True: "market_*/loop.*.nbi", False: "mint_*/rules.*.nbi"}  # numba's names, with a market and without
_log = logging.getLogger("econsim")


def tell_of_compiling(scenario: Scenario) -> None:
    """Tell, where it is so, that a run of a scenario has to compile its kernels first."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0") and not _is_compiled(bool(scenario.run.market)):
        _log.info(SAID)


def _is_compiled(has_market: bool) -> bool:
    """Return whether compiled code is kept of what a run needs: its market, else its mint."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or keep_compiled_code_by_version())
    return any(folder.glob(_LAST_COMPILED[has_market]))
