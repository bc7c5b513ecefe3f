"""Exit codes of the commands, and what is said of the one that nobody asks for."""

DONE, FAILED, BAD_USAGE, CHECK_FAILED, INTERRUPTED = 0, 1, 2, 3, 130
INTERRUPTION = "interrupted; run the same command again"
