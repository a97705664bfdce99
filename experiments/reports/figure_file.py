"""A figure as a PNG file that is there whole or not at all, with the same bytes every time."""

from pathlib import Path

from matplotlib.figure import Figure

from experiments.runs.folder.files import put_in_place, temporary_of
from experiments.runs.folder.ours import check_named


def save_png(figure: Figure, path: Path, dpi: int = 130) -> None:
    """Draw ``figure`` into a temporary file beside ``path`` and put it in place.

    Raises ``InputError`` where another's picture has that name.
    """
    check_named(path, "")
    temporary = temporary_of(path)
    figure.savefig(temporary, dpi=dpi, format="png", metadata={"Software": "yuanqu"})
    put_in_place(temporary)
