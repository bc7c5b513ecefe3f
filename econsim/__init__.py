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
    "load_run": "econsim.runs.kept_run",
    "compare": "econsim.analysis.compare",
    "load_comparison": "econsim.analysis.comparison",
    "sweep": "econsim.analysis.sweep",
    "load_sweep": "econsim.analysis.sweep_result",
    "sensitivity": "econsim.analysis.sensitivity.analyse",
    "load_sensitivity": "econsim.analysis.sensitivity.result",
    "staker": "econsim.analysis.staker",
    "write_report": "econsim.report.write",
    "first_page": "econsim.report.first_page",
    **dict.fromkeys(
        (
            "list_scenarios",
            "list_studies",
            "list_params",
            "list_policies",
            "list_shocks",
            "list_series",
            "list_metrics",
        ),
        "econsim.analysis.lists",
    ),
}
_ROOMS = ("plots",)
__all__ = sorted((*_WORDS, *_ROOMS))


def __getattr__(name: str) -> Any:
    """Import a public word when it is first used, so that `import econsim` stays quick."""
    if name not in __all__:
        raise AttributeError(f"module 'econsim' has no attribute '{name}'; it has {', '.join(__all__)}")
    from econsim.later import put_off_what_few_use

    put_off_what_few_use()
    module = importlib.import_module(_WORDS.get(name, f"econsim.{name}"))
    return getattr(module, name) if name in _WORDS else module


def __dir__() -> list[str]:
    """Return the public words, those that were not used yet included, and what every module has."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
