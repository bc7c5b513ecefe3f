"""The command that writes what was found and prints the first page of it: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.show import print_page, put

Directory = Annotated[Path, Parameter(help="the folder of a run, a comparison or a sweep", allow_leading_hyphen=False)]
Open = Annotated[bool, Parameter(name="--open", help="show it afterwards", negative="", show_default=False)]


def report(directory: Directory, /, *, format_: options.Formats = "html", open_: Open = False) -> None:
    """Write the report of a run, a comparison or a sweep from its folder alone, and print its first page.

    Example: econsim report results/mainnet6-vs-mainnet7-0123456789ab --format html,post,pdf
    """
    from econsim.report.first_page import first_page
    from econsim.report.write import write_report

    paths = write_report(directory, formats=format_.split(","))
    print_page(first_page(directory))
    for path in paths:
        put(f"report: {path}")
    if open_:
        import webbrowser

        webbrowser.open(paths[0].resolve().as_uri())


COMMANDS = (report,)
