"""The letters of every picture: the same on each machine, whatever fonts it has."""

from functools import cache
from typing import TYPE_CHECKING, Any

from matplotlib import font_manager
from pylopdf_fonts_zh_cn import sans_path

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

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


def lettering(size: float) -> "dict[RcKeyType, Any]":
    """Matplotlib's settings for a picture whose usual letters have this size, in points."""
    return {"font.family": list(families()), "font.size": size}
