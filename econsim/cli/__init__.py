"""The command line: parses, calls the library, prints. Data go to stdout, narration and progress to stderr.

Exit codes: 0 done; 1 the run failed; 2 bad usage or an invalid scenario; 3 done, but a check asked for with --fail-if
failed; 130 interrupted. Here is only what Ctrl-C needs while the commands, which take a moment, are loaded.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys

from econsim.cli.exit_codes import INTERRUPTED, INTERRUPTION
from econsim.stops import ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import Any

_STOPS = (signal.SIGINT, signal.SIGTERM)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code; SIGTERM stops it as Ctrl-C does."""
    _on_stop(_leave_at_once)
    from econsim.later import put_off_what_few_use

    put_off_what_few_use()
    from econsim.cli.commands import call
    from econsim.cli.show import speak_any_encoding

    _on_stop(_stop)
    speak_any_encoding()
    sys.exit(call(arguments))


def __getattr__(name: str) -> Any:
    """Return `app` or `call`, which bring all commands with them."""
    if name not in ("app", "call"):
        raise AttributeError(f"module 'econsim.cli' has no attribute '{name}'")
    return getattr(importlib.import_module("econsim.cli.commands"), name)


def _on_stop(handler: Any) -> None:
    """Let a handler answer Ctrl-C and SIGTERM, unless whoever started this command wants them ignored."""
    for number in _STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _leave_at_once(number: int, frame: FrameType | None) -> None:
    """End while nothing has begun: there is nothing to tidy up, and no module half loaded to trip over."""
    os.write(2, f"{INTERRUPTION}\n".encode())
    os._exit(INTERRUPTED)


def _stop(number: int, frame: FrameType | None) -> None:
    """Interrupt the command, once: who is impatient does not disturb the tidying up."""
    for other in _STOPS:
        signal.signal(other, signal.SIG_IGN)
    ask()
    raise KeyboardInterrupt
