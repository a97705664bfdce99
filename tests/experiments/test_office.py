"""Workbooks that an office program has opened, changed, reckoned anew and saved."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from abm.city.city import digest_of
from experiments.studies.workbook.forms import LEVERS
from experiments.studies.workbook.grid import address, read_book
from tests.experiments.commands import Said
from tests.experiments.conftest import STRONG_PLAN
from tests.littleton import FOLDER

OFFICE = shutil.which("soffice")

pytestmark = [
    pytest.mark.ci,
    pytest.mark.timeout(300),
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
]
pytest.importorskip("xlsxwriter")
pytest.importorskip("python_calamine")

Command = Callable[..., Said]
Office = Callable[..., Path]

SCRIPT = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Edit
  Dim quiet(0) As New com.sun.star.beans.PropertyValue
  quiet(0).Name = "Hidden"
  quiet(0).Value = True
  book = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, quiet())
  {edits}
  book.calculateAll()
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName"
  how(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL("{target}", how())
  book.close(True)
End Sub
</script:module>
"""

LIBRARY = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """LibreOffice opens a workbook, sets cells to numbers, reckons all anew, and saves it."""
    assert OFFICE is not None
    profile = tmp_path / "profile"
    # A profile of its own, made by a first start: beside it runs what else a user has open.
    start = [OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    environment = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

    def call(*arguments: str) -> None:
        line = [*start, *arguments]
        subprocess.run(line, env=environment, check=True, capture_output=True, timeout=200)

    def save(workbook: Path, **cells: float) -> Path:
        target = tmp_path / "saved.xlsx"
        if not profile.exists():
            call("--terminate_after_init")
        library = profile / "user" / "basic" / "Standard"
        library.mkdir(parents=True, exist_ok=True)
        edits = "\n".join(
            f'book.Sheets.getByName("{sheet}").getCellRangeByName("{at}").setValue({value})'
            for (sheet, _, at), value in ((k.partition("!"), v) for k, v in cells.items())
        )
        text = SCRIPT.format(source=workbook.as_uri(), edits=edits, target=target.as_uri())
        text = text.replace('getByName("', "getByName(&quot;").replace('")', "&quot;)")
        (library / "Module1.xba").write_text(text, encoding="utf-8")
        (library / "script.xlb").write_text(LIBRARY, encoding="utf-8")
        call("macro:///Standard.Module1.Edit")
        assert target.is_file(), "LibreOffice saved nothing"
        return target

    return save


@pytest.fixture
def exported(swept: Callable[..., Path], yuanqu: Command, tmp_path: Path) -> Path:
    """The workbook of a small experiment."""
    path = tmp_path / "results.xlsx"
    said = yuanqu("export", swept(), "--xlsx", path)
    assert said.code == 0, said.err
    return path


def test_saved_untouched_it_gives_the_same_experiment(
    exported: Path, office: Office, yuanqu: Command, tmp_path: Path
) -> None:
    """Numbers and texts come through another program unchanged: the same runs to the bit."""
    said = yuanqu("run", "--from", office(exported), "--out", tmp_path / "again")
    assert said.code == 0, said.err
    one, two = (
        json.loads((tmp_path / name / "manifest.json").read_text(encoding="utf-8"))["identity"]
        for name in ("out", "again")
    )
    assert one == two


def test_a_lever_that_is_edited_there_is_what_runs(
    exported: Path, office: Office, yuanqu: Command, write: Callable[..., Path], tmp_path: Path
) -> None:
    """The numbers are those of the plan with that lever; what was reckoned anew marks the row."""
    grid = LEVERS.find(read_book(exported))
    assert grid is not None
    head, places = LEVERS.places(grid)
    row = next(
        row for row in range(head + 1, 99) if grid.at(row, places["instrument"]) == "rd_subsidy"
    )
    cell = f"{grid.name}!{address(row, places['level'])}"
    saved = office(exported, **{cell: 0.3})
    after = LEVERS.find(read_book(saved))
    assert after is not None and after.at(row, places["level"]) == 0.3
    assert grid.at(row, places["changed"]) is None and after.at(row, places["changed"]) == "●"
    said = yuanqu("run", "--from", saved, "--out", tmp_path / "edited")
    assert said.code == 0, said.err
    strong = STRONG_PLAN.replace("level: 0.4", "level: 0.3")
    (tmp_path / "strong.yaml").write_text(strong, encoding="utf-8")
    assert yuanqu("run", write(), "--out", tmp_path / "typed").code == 0
    edited, typed, before = (
        (tmp_path / name / "metrics.parquet").read_bytes() for name in ("edited", "typed", "out")
    )
    assert edited == typed != before


def test_every_number_stands_there_before_and_after(exported: Path, office: Office) -> None:
    """What was written is what is reckoned: no cell of any sheet differs."""
    before, after = read_book(exported), read_book(office(exported))
    assert list(before) == list(after)
    for name, grid in before.items():
        width = max(map(len, grid.rows))
        for row in range(1, len(grid.rows) + 1):
            for column in range(1, width + 1):
                old, new = grid.at(row, column), after[name].at(row, column)
                assert old == new or old == pytest.approx(new, rel=1e-14), (name, row, column)


def test_a_city_that_was_saved_there_is_the_same_city(
    office: Office, yuanqu: Command, tmp_path: Path
) -> None:
    """Every file to the byte, and so the digest."""
    path = tmp_path / "city.xlsx"
    assert yuanqu("city", "export", "littleton", "--xlsx", path).code == 0
    said = yuanqu("city", "import", office(path), "--out", tmp_path / "back")
    assert said.code == 0, said.err
    assert digest_of(tmp_path / "back") == digest_of(FOLDER)
