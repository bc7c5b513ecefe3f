"""econsim: an agent-based simulator of token and validator incentives on Akash Network."""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # `typing` takes a moment that an impatient Ctrl-C would fall into
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"

_WORDS = {
    "load_scenario": "econsim.networks.catalogue",
    "AkashModel": "econsim.networks.akash_model",
    "run": "econsim.runs.run",
    "compare": "econsim.analysis.compare",
    "write_report": "econsim.report.policy_report",
}
__all__ = ["AkashModel", "compare", "load_scenario", "run", "write_report"]


def __getattr__(name: str) -> Any:
    """Import a public word when it is first used, so that `import econsim` stays quick."""
    if name not in _WORDS:
        raise AttributeError(f"module 'econsim' has no attribute '{name}'; it has {', '.join(sorted(_WORDS))}")
    from econsim.later import put_off_what_few_use

    put_off_what_few_use()
    return getattr(importlib.import_module(_WORDS[name]), name)


def __dir__() -> list[str]:
    """Return the public words, those that were not used yet included, and what every module has."""
    return sorted({*_WORDS, *(name for name in globals() if name.startswith("__"))})
