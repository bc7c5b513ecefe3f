"""Every error econsim raises on purpose: each says what was given, where, what is allowed and what to do."""


class EconsimError(Exception):
    """Anything econsim refuses to go on with; its message is meant for the user, in one line."""


class ScenarioError(EconsimError):
    """A scenario that cannot be used: one line for each mistake, `file:line:column path: what to do`."""

    def __init__(self, mistakes: list[str]) -> None:
        """Keep the mistakes, already in the order in which they are to be shown."""
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


class UsageError(EconsimError):
    """A call that cannot be carried out as asked: unknown name, impossible option."""


class BrokenBooks(EconsimError):
    """Money that does not balance, or an account below zero: the run stops."""


class RunError(EconsimError):
    """A run that failed: names the scenario, the replicate and the epoch."""
