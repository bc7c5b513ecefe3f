"""The command line: parses, calls the library, prints. Data go to stdout, narration and progress to stderr.

Exit codes: 0 done; 1 the run failed; 2 bad usage or an invalid scenario; 3 done, but a check asked for with --fail-if
failed; 130 interrupted.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from types import FrameType

from cyclopts import App, CycloptsError

import econsim
from econsim.cli import calibrate, doctor, lists, results, runs, scenarios, starting, sweep, verify
from econsim.cli.fail_if import CheckFailed
from econsim.cli.show import let_go_of, narrate, release_stdout, speak_any_encoding
from econsim.errors import EconsimError, ScenarioError, UsageError, one_line

_STOPS = (signal.SIGINT, signal.SIGTERM)
DONE, FAILED, BAD_USAGE, CHECK_FAILED, INTERRUPTED = 0, 1, 2, 3, 130

app = App(
    name="econsim",
    help="Token and validator incentives on Akash Network, simulated. Try: econsim compare mainnet6 mainnet7",
    version=econsim.__version__,
    result_action="return_value",
    help_format="plaintext",
    suppress_keyboard_interrupt=False,
)
_ROOMS = (starting, lists, scenarios, runs, sweep, results, verify, doctor)
for command in (command for room in _ROOMS for command in room.COMMANDS):
    app.command(command, name=command.__name__.rstrip("_"))
app.command(results.app)
app.command(calibrate.app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code; SIGTERM stops it as Ctrl-C does."""
    speak_any_encoding()
    for number in _STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    sys.exit(call(arguments))


def call(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error is one line (a scenario's: one for each mistake)."""
    try:
        app(arguments, exit_on_error=False, print_error=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except CycloptsError as error:
        return _failed(f"{one_line(' '.join(str(error).split()))} (econsim --help shows the commands)", BAD_USAGE)
    except CheckFailed as error:
        return _failed(str(error), CHECK_FAILED)
    except (ScenarioError, UsageError) as error:
        return _failed(str(error), BAD_USAGE)
    except EconsimError as error:
        return _failed(str(error), FAILED)
    except BrokenPipeError:  # the reader has seen enough
        let_go_of(sys.stdout)
    except OSError as error:
        release_stdout()
        return _failed(one_line(f"{error.strerror or error}: {error.filename or 'no file named'}"), FAILED)
    except KeyboardInterrupt:
        return _failed("interrupted; run the same command again", INTERRUPTED)
    return DONE


def _stop(number: int, frame: FrameType | None) -> None:
    """Interrupt the command, once: who is impatient does not disturb the tidying up."""
    for other in _STOPS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def _failed(message: str, code: int) -> int:
    narrate(message)
    return code
