"""What a report says, before any format writes it: a tree of sections, paragraphs, tables and figures.

Nothing here is HTML, Markdown or typst. A number stays a quantity until a renderer writes it, so every format writes
the same number; what a format cannot show (colour, folding) is never the only bearer of a meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Tone = Literal["plain", "good", "bad", "warning"]


@dataclass(frozen=True)
class Quantity:
    """A number with the words of its unit; `value` None where there is none.

    `decimals` None: three significant digits, as a rough amount is told. `is_signed` puts a plus before gains.
    """

    value: float | int | None
    unit: str = ""
    decimals: int | None = None
    is_signed: bool = False


@dataclass(frozen=True)
class Interval:
    """Two ends of a number, in the unit of both."""

    low: Quantity
    high: Quantity


@dataclass(frozen=True)
class Strong:
    """Words to be seen first."""

    text: str


@dataclass(frozen=True)
class Code:
    """A parameter, a command, a name of a file."""

    text: str


@dataclass(frozen=True)
class Term:
    """A word of the glossary, explained where it first stands."""

    word: str
    meaning: str


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere: to an address, or to a section of the same document (`#id`)."""

    text: str
    target: str


@dataclass(frozen=True)
class Note:
    """The mark of a numbered note: its place, from 1, in the document's `notes`."""

    number: int


@dataclass(frozen=True)
class Badge:
    """A short warning or assurance about the whole, or how an objective stands."""

    words: str
    tone: Tone = "plain"


Inline = str | Quantity | Interval | Strong | Code | Term | Link | Note | Badge
Text = tuple[Inline, ...]


@dataclass(frozen=True)
class Paragraph:
    """Words; `role` says what they are for, not how they look."""

    text: Text
    role: Literal["text", "lead", "answer", "aside", "warning"] = "text"


@dataclass(frozen=True)
class Badges:
    """Badges in a row; each may be followed by words of its own: an objective and how sure it is."""

    items: tuple[tuple[Badge, Text], ...]


@dataclass(frozen=True)
class Items:
    """A list of points."""

    items: tuple[Text, ...]


@dataclass(frozen=True)
class Command:
    """What is typed into a terminal."""

    text: str


@dataclass(frozen=True)
class Column:
    """The head of a column; `is_number`: its cells stand to the right. `is_kept`: a narrow card shows it too."""

    heading: str
    unit: str = ""
    is_number: bool = False
    is_kept: bool = True


@dataclass(frozen=True)
class Row:
    """The cells of a row; `kind` sets a total or the head of a group (whose only cell spans all columns) apart."""

    cells: tuple[Text, ...]
    kind: Literal["row", "group", "total"] = "row"


@dataclass(frozen=True)
class Table:
    """A table whose first cells name the rows; the notes stand below it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Text = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture, told in words for those who cannot see it, with the table of what it shows.

    `name` is that of its file and of its ids; `title` says what was found, `subtitle` what is drawn and in which unit;
    `draw` draws it on axes, `size` is in inches.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    draw: Callable[[Axes], object] = field(repr=False, compare=False)
    size: tuple[float, float] = (6.4, 3.4)
    data: Table | None = None


Block = Paragraph | Badges | Items | Command | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; `is_folded`: an annex, closed at first and named, not printed."""

    id: str
    title: str
    blocks: tuple[Block | Section, ...]
    is_folded: bool = False


@dataclass(frozen=True)
class Document:
    """A report: the first page (its blocks stand before the sections) and what follows.

    `date` (ISO) is that of the run, so that the same results give the same bytes whenever they are written.
    """

    title: str
    subtitle: Text
    first_page: tuple[Block | Section, ...]
    sections: tuple[Section, ...]
    notes: tuple[Text, ...]
    date: str
    language: str = "en"
