"""The command that scores forecasts by what was observed later: backtest."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.options import check_out, check_workers, loaded, typed
from econsim.cli.progress import progress_of
from econsim.cli.show import print_json, print_page, put
from econsim.errors import UsageError


def backtest(
    file: Annotated[Path | None, Parameter(help="CSV of observations to score; those that ship when left out")] = None,
    /,
    *,
    train_until: Annotated[str, Parameter(help="the last day that is known: YYYY-MM-DD")],
    scenario: Annotated[str, Parameter(help="a shipped scenario or the path of a file")] = "akash_history",
    set_: options.Sets = (),
    replicates: options.Replicates = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    out: options.Out = Path("results"),
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Forecast with what was known on a day, score by what was observed later, beside last value and drift.

    FILE has columns metric, value and date (or period_start, period_end), or date and a column a metric.
    FILE alone is scored; what was known on the day is taken from what ships, too.

    Example: econsim backtest --train-until 2023-05-01 --scenario akash_2023_bonding
    """
    from econsim.analysis.backtest.backtest import backtest as score
    from econsim.analysis.typed_json import json_of
    from econsim.report.first_page import first_page
    from econsim.report.write import write_report

    check_workers(workers)
    check_out(out)
    try:
        day = date.fromisoformat(train_until)
    except ValueError:
        raise UsageError(f"--train-until is {train_until!r}; expected YYYY-MM-DD") from None
    chosen = loaded(scenario, set_, None, replicates, seed)
    with progress_of(chosen.name, chosen.run.replicates, quiet) as progress:
        made = score(chosen, day, file, workers=workers, out=out, progress=progress, command=typed())
    paths = write_report(made, formats=("md",))
    if json:
        print_json(json_of(made) | {"report": str(paths[0])})
    else:
        print_page(first_page(made))
        for path in paths:
            put(f"report: {path}")


COMMANDS = (backtest,)
