"""What is made of a sweep's tables: the folder knows none of its names, and says how to mend it."""

from pathlib import Path

import pytest

from engine.document import InputError
from experiments.runs.folder.files import temporary_of
from experiments.runs.folder.ours import write_made
from experiments.runs.folder.store import Opening, Store
from experiments.runs.folder.sums import intact
from experiments.studies.kept import DRAWN, METADATA, POINTS_FILE

ROOM = Path(__file__).parents[2] / "experiments" / "runs"
INGREDIENTS = {"experiment": {"name": "one"}}


def opened(folder: Path, opening: Opening, **more: object) -> Store:
    return Store.open(folder, INGREDIENTS, {}, (1, 1), opening, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [POINTS_FILE, METADATA, *DRAWN])
def test_the_folder_names_nothing_that_is_made_above_it(name: str) -> None:
    files = sorted(ROOM.rglob("*.py"))
    assert files
    assert [f.name for f in files if f'"{name}' in f.read_text(encoding="utf-8")] == []


def test_no_sweep_begins_where_there_is_no_room_for_what_is_made_of_it(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("of another origin")
    with pytest.raises(InputError, match=r"mine\.csv"):
        opened(tmp_path, Opening(force=True), later=["mine.csv"])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_half_written_files_go_by_the_folders_list(tmp_path: Path) -> None:
    opened(tmp_path, Opening(), files={"points.csv": b"1"}).close()
    torn = [temporary_of(tmp_path / name) for name in ("points.csv", "made.csv", "another.csv")]
    for path in torn:
        path.write_bytes(b"half")
    opened(tmp_path, Opening(again=True), later=["made.csv"]).close()
    assert [path.exists() for path in torn] == [False, False, True]


def test_what_is_made_of_the_tables_may_be_deleted_where_it_is_damaged(tmp_path: Path) -> None:
    opened(tmp_path, Opening(), files={"points.csv": b"1"}).close()
    write_made(tmp_path, "any-name.html", b"a report")
    for name, cure in (("any-name.html", "delete it"), ("points.csv", "take it from a copy")):
        (tmp_path / name).write_bytes(b"changed")
        with pytest.raises(InputError, match=cure):
            intact(tmp_path, name)
