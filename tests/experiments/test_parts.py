"""Parts: joined as a sweep goes, and whatever is damaged is found and made again."""

import resource
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from engine.document import InputError
from experiments.runs.batch import BatchResult, carry_out
from experiments.runs.folder import parts as parts_module
from experiments.runs.folder.bundles import bundled, name_of
from experiments.runs.folder.files import put_in_place, write_whole
from experiments.runs.folder.parts import damaged_files, parts_of
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import Opening, Store
from experiments.runs.folder.sums import SUMS, digest, note
from experiments.runs.frames import of_pieces, parquet
from tests.experiments.commands import Said, line_of, signed, tables_of
from tests.experiments.test_store import carry, opened, ready

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]


class Before:
    """What the tests begin with, carried out for the first of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.batches: dict[int, BatchResult] = {}

    def whole(self, path: Path, folder: Path) -> None:
        """The folder of a whole sweep."""
        if not self.folder.exists():
            carry(ready(path), self.folder)
        shutil.copytree(self.folder, folder)

    def half(self, path: Path, folder: Path) -> Store:
        """A folder with four of six batches."""
        what = ready(path)
        store = opened(what, folder, Opening())
        with closing(store):
            for batch in (0, 1, 2, 4):
                if batch not in self.batches:
                    self.batches[batch] = carry_out(what.job, batch)
                store.put(self.batches[batch])
                store.flush()
        return store


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Before:
    return Before(tmp_path_factory.mktemp("before") / "whole")


@pytest.fixture
def half(before: Before, write: Write, tmp_path: Path) -> Callable[[], Store]:
    """Makes a folder with four of six batches; beside it is the folder of a whole sweep."""
    path = write(seeds=6)
    before.whole(path, tmp_path / "whole")
    return lambda: before.half(path, tmp_path / "half")


def test_a_sweep_that_goes_on_is_not_called_damaged(
    half: Callable[[], Store], yuanqu: Yuanqu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sums of joined parts, or of one whose process ended before it was there, are no damage."""
    monkeypatch.setattr(parts_module, "BLOCK", 2)
    half()
    folder = tmp_path / "half"
    with (folder / SUMS).open("a") as file:
        file.write("0" * 64 + "  bundles/00005-001.bundle\n")
    assert damaged_files(folder) == []
    said = yuanqu("cite", folder)
    assert said.code == 0
    assert "not finished" in said.out and "尚未完成" in said.out
    last = folder / "bundles" / "00003-001.bundle"
    last.write_bytes(last.read_bytes()[:-9])
    assert damaged_files(folder) == ["bundles/00003-001.bundle"]


def resumed(tmp_path: Path, write: Write) -> tuple[int, int]:
    """Batches found damaged and runs carried out; the result is that of a whole sweep."""
    swept = carry(ready(write(seeds=6)), tmp_path / "half", resume=True)
    assert tables_of(tmp_path / "half") == tables_of(tmp_path / "whole")
    return swept.damaged, swept.carried_out


def test_a_flipped_byte_is_found(half: Callable[[], Store], write: Write, tmp_path: Path) -> None:
    """Its batch is run again, and no other."""
    half()
    bundle = tmp_path / "half" / "bundles" / "00001-001.bundle"
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.write_bytes(content)
    assert resumed(tmp_path, write) == (1, 6)


def test_a_torn_bundle_is_found(half: Callable[[], Store], write: Write, tmp_path: Path) -> None:
    """So is a line of the checksums that was not written to its end."""
    half()
    folder = tmp_path / "half"
    bundle = folder / "bundles" / "00002-001.bundle"
    bundle.write_bytes(bundle.read_bytes()[:200])
    lines = (folder / SUMS).read_text()
    (folder / SUMS).write_text(lines[:-10])
    assert resumed(tmp_path, write)[0] == 2


def test_blocks_are_joined_on_the_way(
    half: Callable[[], Store],
    before: Before,
    write: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The files become few, the results stay the same, at whatever moment the process ends."""
    monkeypatch.setattr(parts_module, "BLOCK", 2)
    half()
    folder = tmp_path / "half"
    names = [path.name for path in sorted(folder.glob("[mb]*/*-*.*"))]
    assert names == ["00002-001.bundle", "00003-001.bundle", "part-00000-00001.parquet"]
    assert Results(folder).runs.collect()["run"].to_list() == [0, 1, 2, 3, 4, 5, 8, 9]
    # A process killed between joining and removing leaves bundles beside the block.
    spare = bundled({1: before.batches[1].files})
    (folder / name_of(9, 1)).write_bytes(spare)
    note(folder, {name_of(9, 1): digest(spare)})
    assert Results(folder).runs.collect()["run"].to_list() == [0, 1, 2, 3, 4, 5, 8, 9]
    assert resumed(tmp_path, write) == (0, 4)


def test_killed_while_a_block_is_joined(
    half: Callable[[], Store], write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While its part of ``runs`` is not there, its parts of other tables count for nothing."""
    monkeypatch.setattr(parts_module, "BLOCK", 2)
    monkeypatch.setattr(parts_module, "put_in_place", dies_with("runs"))
    with pytest.raises(KeyboardInterrupt):
        half()
    monkeypatch.setattr(parts_module, "put_in_place", put_in_place)
    folder = tmp_path / "half"
    assert (folder / "metrics" / "part-00000-00001.parquet").is_file()
    assert Results(folder).metrics.collect()["run"].unique().to_list() == [0, 1, 2, 3]
    assert resumed(tmp_path, write) == (0, 8)


def dies_with(table: str) -> Callable[[Path], Path]:
    """A ``put_in_place`` that ends its process, as it were, at a table's part."""

    def put(temporary: Path) -> Path:
        if temporary.parent.name == table:
            raise KeyboardInterrupt
        return put_in_place(temporary)

    return put


def test_a_block_of_many_bytes_becomes_several_parts(
    half: Callable[[], Store], write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that it is never in memory as a whole."""
    monkeypatch.setattr(parts_module, "BLOCK", 2)
    monkeypatch.setattr(parts_module, "MOST_BYTES", 1)
    half()
    names = [part.path.name for part in parts_of(tmp_path / "half", "firms")]
    assert names == ["part-00000-00000.parquet", "part-00001-00001.parquet"]
    assert resumed(tmp_path, write) == (0, 4)


def test_parts_of_one_batch_are_gone_on_with(
    half: Callable[[], Store], before: Before, write: Write, tmp_path: Path
) -> None:
    """Folders that older versions began have a part of each table for each batch."""
    half()
    folder = tmp_path / "half"
    for bundle in (folder / "bundles").iterdir():
        bundle.unlink()
    for batch in (0, 1, 2, 4):
        for table, piece in before.batches[batch].files.items():
            name = f"{table}/part-{batch:05d}.parquet"
            write_whole(folder / name, parquet(of_pieces([piece])))
            signed(folder, name)
    assert Results(folder).runs.collect()["run"].to_list() == [0, 1, 2, 3, 4, 5, 8, 9]
    assert resumed(tmp_path, write) == (0, 4)


def test_a_damaged_block_is_run_again_as_a_whole(
    half: Callable[[], Store], write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In all tables: what was joined with the lost batch is lost with it."""
    monkeypatch.setattr(parts_module, "BLOCK", 2)
    half()
    (tmp_path / "half" / "parks" / "part-00000-00001.parquet").write_bytes(b"PAR1")
    assert resumed(tmp_path, write) == (2, 8)


def test_a_finished_folder_knows_its_checksums(
    half: Callable[[], Store], yuanqu: Yuanqu, tmp_path: Path
) -> None:
    """As ``sha256sum -c`` reads them; ``verify`` names the table that is damaged."""
    folder = tmp_path / "whole"
    assert damaged_files(folder) == []
    done = subprocess.run(["sha256sum", "-c", SUMS], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0
    content = bytearray((folder / "firms.parquet").read_bytes())
    content[100] ^= 1
    (folder / "firms.parquet").write_bytes(content)
    said = yuanqu("verify", folder, "--sample", "1")
    assert said.code == 2
    assert "damaged since they were written: firms.parquet" in said.err


@pytest.mark.slow
def test_a_disk_that_fills(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """One clear line, code 2; with room again the sweep goes on, and nothing is wrong."""
    path = write("runtime: {runs_per_batch: 2}", seeds=4)

    def little_room() -> None:
        # A file larger than this can't be written, as on a disk without room.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    command = line_of("sweep", path, "--out", tmp_path / "out")
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, preexec_fn=little_room
    )
    assert done.returncode == 2, done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert "a folder that can be written, got file too large" in last
    assert "Traceback" not in done.stderr
    said = yuanqu("sweep", path, "--out", tmp_path / "out", "--resume")
    assert said.code == 0, said.err
    assert yuanqu("sweep", path, "--out", tmp_path / "whole").code == 0
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")


def test_an_old_checksum_is_no_reason_to_trust(
    before: Before, write: Write, tmp_path: Path
) -> None:
    """A bundle that has no line at all is made again."""
    path = write(seeds=6)
    before.whole(path, tmp_path / "whole")
    store = opened(ready(path), tmp_path / "half", Opening())
    store.put(carry_out(ready(path).job, 0))
    store.close()
    (tmp_path / "half" / SUMS).unlink()
    assert resumed(tmp_path, write) == (1, 12)


def test_two_sweeps_on_one_folder(write: Write, tmp_path: Path) -> None:
    """The second is refused while the first writes."""
    what = ready(write(seeds=2))
    first = opened(what, tmp_path / "out", Opening())
    with pytest.raises(InputError, match="no other process writes"):
        opened(what, tmp_path / "out", Opening(resume=True))
    first.close()
