"""The numbered notes of a document: each source once, in the order in which it is first named."""

from __future__ import annotations

from econsim.report.document import Note, Text


class Sources:
    """Numbers sources as they are named."""

    def __init__(self) -> None:
        """Begin without a note."""
        self._numbers: dict[str, int] = {}

    def note(self, text: str) -> Text:
        """Return the mark of a source; nothing where there is none."""
        if not text:
            return ()
        return (Note(self._numbers.setdefault(text, len(self._numbers) + 1)),)

    def notes(self) -> tuple[Text, ...]:
        """Return every note, the first numbered 1."""
        return tuple((text,) for text in self._numbers)
