"""Every error econsim raises on purpose: each says what was given, where, what is allowed and what to do."""

from __future__ import annotations

from collections.abc import Sequence


def one_line(text: str) -> str:
    r"""Return text as one line that any terminal can show: a control character stands as its escape, such as \x1b."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


class EconsimError(Exception):
    """Anything econsim refuses to go on with; its message is meant for the user, in one line."""


class ScenarioError(EconsimError):
    """A scenario that cannot be used: one line for each mistake, `file:line:column path: what to do`, and its code."""

    def __init__(self, mistakes: Sequence[str], codes: Sequence[str]) -> None:
        """Keep the mistakes and their codes, already in the order in which they are to be shown."""
        self.mistakes = [one_line(mistake) for mistake in mistakes]
        self.codes = list(codes)
        super().__init__("\n".join(self.mistakes))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[list[str], list[str]]]:
        """Travel to another process as the lists of mistakes and codes."""
        return ScenarioError, (self.mistakes, self.codes)


class UsageError(EconsimError):
    """A call that cannot be carried out as asked: unknown name, impossible option."""

    def __init__(self, message: str) -> None:
        """Keep the message in one line."""
        super().__init__(one_line(message))


class BrokenBooks(EconsimError):
    """Money that does not balance, or an account below zero: the run stops."""


class RunError(EconsimError):
    """A run that failed: names the scenario, the replicate and the epoch."""
