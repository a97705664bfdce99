"""What every picture is drawn on: one file, the same letters on each machine, the same bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from pylopdf_fonts_zh_cn import sans_path

from experiments.runs.folder.files import put_in_place, temporary_of
from experiments.runs.folder.ours import check_named

LATIN = "DejaVu Sans"
"""Comes with Matplotlib."""


@cache
def families() -> tuple[str, ...]:
    """Font families in the order in which a letter is looked for: Latin, then Chinese.

    The Chinese one is registered by its path: what Matplotlib has found on the machine, and kept
    from an earlier start, does not matter.
    """
    chinese = str(sans_path())
    font_manager.fontManager.addfont(chinese)
    return LATIN, font_manager.FontProperties(fname=chinese).get_name()


@contextmanager
def canvas(
    path: Path,
    size: tuple[float, float],
    rows: int = 1,
    columns: int = 1,
    *,
    letters: float = 10,
    dpi: int = 130,
    **how: Any,
) -> Iterator[tuple[Figure, list[Axes]]]:
    """A figure and its panels, row by row, which is there whole as a PNG when the context ends.

    ``size`` in inches, ``letters`` in points. Raises ``InputError`` where another's picture has
    that name.
    """
    with mpl.rc_context({"font.family": list(families()), "font.size": letters}):
        figure = Figure(figsize=size, layout="constrained")
        yield figure, list(figure.subplots(rows, columns, squeeze=False, **how).ravel())
        check_named(path, "")
        temporary = temporary_of(path)
        figure.savefig(temporary, dpi=dpi, format="png", metadata={"Software": "yuanqu"})
        put_in_place(temporary)


def bare(panel: Axes, *more: str, grid: bool = False) -> None:
    """Without the lines above and to the right, and those in ``more``."""
    if grid:
        panel.grid(alpha=0.25)
    panel.spines[["top", "right", *more]].set_visible(False)
