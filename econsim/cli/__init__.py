"""The command line: parses, calls the library, prints. Data go to stdout, narration and progress to stderr.

Exit codes: 0 done; 1 the run failed; 2 bad usage or an invalid scenario; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

import econsim
from econsim.cli import runs, scenarios, verify
from econsim.errors import EconsimError, ScenarioError, UsageError

DONE, FAILED, BAD_USAGE, INTERRUPTED = 0, 1, 2, 130

app = App(
    name="econsim",
    help="Token and validator incentives on Akash Network, simulated. Try: econsim compare mainnet6 mainnet7",
    version=econsim.__version__,
    result_action="return_value",
    help_format="plaintext",
    suppress_keyboard_interrupt=False,
)
for command in (*scenarios.COMMANDS, *runs.COMMANDS, *verify.COMMANDS):
    app.command(command, name=command.__name__.rstrip("_"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    sys.exit(call(arguments))


def call(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error is one line (a scenario's: one for each mistake)."""
    try:
        app(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        return _failed(f"{' '.join(str(error).split())} (econsim --help shows the commands)", BAD_USAGE)
    except (ScenarioError, UsageError) as error:
        return _failed(str(error), BAD_USAGE)
    except EconsimError as error:
        return _failed(str(error), FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except OSError as error:
        return _failed(f"{error.strerror or error}: {error.filename or 'no file named'}", FAILED)
    except KeyboardInterrupt:
        return _failed("interrupted; run the same command again", INTERRUPTED)
    return DONE


def _failed(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
