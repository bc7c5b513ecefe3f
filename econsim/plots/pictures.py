"""What is drawn on axes as the bytes of a picture: the same bytes for the same drawing, no dates, no addresses."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from econsim.plots.style import SIZE_INCHES, SUBTITLE, styled

Draw = Callable[[Axes], object]
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_DOTS_PER_INCH = 144
_POINTS, _DECIMALS = re.compile(r'(?<= d=")[^"]+'), re.compile(r"-?\d+\.\d+")


def svg(draw: Draw, name: str, size: tuple[float, float] = SIZE_INCHES, *, has_title: bool = True) -> str:
    """Return a drawing as SVG to stand inside HTML: no declaration, no namespaces, ids that begin with its name.

    `has_title` False leaves out title and subtitle, for a page that writes them itself; `size` is in inches.
    """
    return _inline(svg_file(draw, name, size, has_title=has_title))


def svg_file(
    draw: Draw, name: str, size: tuple[float, float] = SIZE_INCHES, *, has_title: bool = True, has_text: bool = True
) -> str:
    """Return the same as an SVG file that stands by itself; `has_text` False draws letters as shapes."""
    text = io.StringIO()
    with styled(Figure(figsize=size, layout="constrained").subplots()) as axes:
        drawn = _drawn(draw, axes, has_title)
        mpl.rcParams["svg.fonttype"] = "none" if has_text else "path"  # the style's context puts it back
        drawn.savefig(text, format="svg", metadata=_NO_METADATA, transparent=True)
    drawing = re.sub(r'\bid="', f'id="{name}-', _POINTS.sub(_to_a_tenth, text.getvalue()))
    return re.sub(r"(url\(#|href=\"#)", rf"\g<1>{name}-", drawing)


def png(draw: Draw, size: tuple[float, float] = SIZE_INCHES, *, has_title: bool = True) -> bytes:
    """Return a drawing as a PNG file on white, 144 dots an inch."""
    content = io.BytesIO()
    with styled(Figure(figsize=size, layout="constrained").subplots()) as axes:
        figure = _drawn(draw, axes, has_title)
        figure.savefig(content, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None}, facecolor="white")
    return content.getvalue()


def _to_a_tenth(points: re.Match[str]) -> str:
    """Return the points of a shape to a tenth of a point of print, which is as much as a screen shows."""
    return " ".join(_DECIMALS.sub(lambda one: f"{float(one[0]):.1f}".removesuffix(".0"), points[0]).split())


def _drawn(draw: Draw, axes: Axes, has_title: bool) -> Figure:
    draw(axes)
    if not has_title:
        axes.set_title("", loc="left")
        for text in [one for one in axes.texts if one.get_gid() == SUBTITLE]:
            text.remove()
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    return figure


def _inline(text: str) -> str:
    """Keep the drawing only: HTML5 needs no declaration, no document type and no namespaces."""
    drawing = text[text.index("<svg") :]
    drawing = re.sub(r"\sxmlns(:\w+)?=\"[^\"]*\"", "", drawing, count=2)
    return re.sub(r'(width|height)="[\d.]+pt"\s?', "", drawing, count=2).strip()
