"""Every command by its name, and how its outcome becomes an exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from cyclopts import App, CycloptsError, UnusedCliTokensError

import econsim
from econsim.cli import (
    backtest,
    calibrate,
    doctor,
    lists,
    report,
    results,
    runs,
    scenarios,
    sensitivity,
    starting,
    study,
    sweep,
    verify,
)
from econsim.cli.exit_codes import BAD_USAGE, CHECK_FAILED, DONE, FAILED, INTERRUPTED, INTERRUPTION
from econsim.cli.fail_if import CheckFailed
from econsim.cli.options import typed_as
from econsim.cli.show import let_go_of, narrate, print_json, release_stdout
from econsim.errors import EconsimError, ScenarioError, UsageError, one_line

_HELP = "econsim --help shows the commands"
_AGAIN = "rename or remove it and run the same command again"
_IN_THE_WAY: Mapping[type[OSError], str] = {
    IsADirectoryError: f"; a folder stands where a file goes: {_AGAIN}",
    FileExistsError: f"; a file stands where a folder goes: {_AGAIN}",
    NotADirectoryError: f"; a file stands where a folder above it goes: {_AGAIN}",
}

app = App(
    name="econsim",
    help="Token and validator incentives on Akash Network, simulated. Try: econsim compare mainnet6 mainnet7",
    version=econsim.__version__,
    result_action="return_value",
    help_format="plaintext",
    suppress_keyboard_interrupt=False,
)
_ROOMS = (starting, lists, scenarios, runs, study, report, sweep, sensitivity, backtest, results, verify, doctor)
for command in (command for room in _ROOMS for command in room.COMMANDS):
    app.command(command, name=command.__name__.rstrip("_"))
app.command(results.app)
app.command(calibrate.app)


def call(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error is one line (a scenario's: one for each mistake)."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        with typed_as(words):
            app(words, exit_on_error=False, print_error=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except UnusedCliTokensError as error:
        unused = one_line(" ".join(error.unused_tokens or ()))
        set_hint = ": --set PATH=VALUE is written without spaces" if "--set" in words else ""
        return _failed(f"nothing here takes '{unused}'{set_hint} ({_HELP})", BAD_USAGE)
    except CycloptsError as error:
        return _failed(f"{one_line(' '.join(str(error).split()))} ({_HELP})", BAD_USAGE)
    except CheckFailed as error:
        return _failed(str(error), CHECK_FAILED)
    except ScenarioError as error:
        if "--json" in words and "validate" not in words[:1]:  # which has told them by file
            print_json({"mistakes": error.mistakes, "codes": error.codes})
        return _failed(str(error), BAD_USAGE)
    except UsageError as error:
        return _failed(str(error), BAD_USAGE)
    except EconsimError as error:
        return _failed(str(error), FAILED)
    except BrokenPipeError:  # the reader has seen enough
        let_go_of(sys.stdout)
    except OSError as error:
        release_stdout()
        cure = next((said for kind, said in _IN_THE_WAY.items() if isinstance(error, kind)), "")
        return _failed(one_line(f"{error.strerror or error}: {error.filename or 'no file named'}{cure}"), FAILED)
    except KeyboardInterrupt:
        return _failed(INTERRUPTION, INTERRUPTED)
    return DONE


def _failed(message: str, code: int) -> int:
    narrate(message)
    return code
