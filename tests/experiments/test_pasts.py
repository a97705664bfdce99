"""Runs that go on from a past are whole runs bit for bit, wherever the past came from."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.simulation import TABLES, RunResult, RunSpec, simulate
from experiments.runs import cache, past
from experiments.runs.past import Pasts, simulate_plans
from policies.city_plans import plan_in
from policies.instrument import Instrument
from policies.plan import read_plan
from policies.registry import INSTRUMENTS
from tests.bits import differences
from tests.experiments.commands import Said
from tests.littleton import ACTION, BASELINE, LITTLETON, setting, write_plan

Yuanqu = Callable[..., Said]
CITY = city_cached(LITTLETON)
UNTIL = CITY.policy_start + 2
SPEC = RunSpec(LITTLETON, ACTION, 3, UNTIL, outcomes=("output_plan", "fiscal_spending"))
BOTH = {"tables": ("parks",), "whole": True}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def stepped(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The quarters that models step through from now on."""
    quarters: list[int] = []
    step = IndustryModel.step

    def noted(model: IndustryModel) -> None:
        quarters.append(model.world.quarter)
        step(model)

    monkeypatch.setattr(IndustryModel, "step", noted)
    return quarters


def told(run: RunResult | None) -> object:
    """What has to be the same bits; a run may measure columns beside those that were asked for."""
    assert run is not None
    return run.quarters, dict(run.outcomes), run.firms, run.parks


def assert_whole(run: RunResult | None, spec: RunSpec, tables: tuple[str, ...] = TABLES) -> None:
    assert differences(told(run), told(simulated(spec, tables))) == []


@lru_cache
def simulated(spec: RunSpec, tables: tuple[str, ...]) -> RunResult:
    return simulate(spec, tables=tables)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("check", [False, True])
@pytest.mark.slow
def test_plans_share_their_past_and_no_more(stepped: list[int], check: bool) -> None:
    specs = [RunSpec(LITTLETON, plan, 4) for plan in (BASELINE, ACTION, "no_policy", BASELINE)]
    together = simulate_plans(specs, check)
    assert len(stepped) < 4 * (CITY.end + 1 - CITY.start)
    for spec, shared in zip(specs, together, strict=True):
        assert_whole(shared, spec)


def test_runs_that_differ_in_more_than_the_plan_do_not_share() -> None:
    one, other = RunSpec(LITTLETON, BASELINE, 1), RunSpec(LITTLETON, ACTION, 2)
    with pytest.raises(ValueError, match="nothing but the plan"):
        simulate_plans([one, other])


@pytest.mark.usefixtures("folder")
@pytest.mark.slow
def test_any_order_of_plans_seeds_and_horizons(tmp_path: Path) -> None:
    """In one world that takes turns: also plans that part earlier and later than others, quarters
    before the policy start, columns and parameters of their own."""
    early = write_plan(tmp_path, setting("rd_subsidy", 0.3, "2019Q1"), key="early")
    late = write_plan(tmp_path, setting("rd_subsidy", 0.3, "2022Q3"), extends=ACTION, key="late")
    pasts = Pasts()
    reference = read_plan(ACTION)
    other = replace(SPEC, overrides=(("demand.alpha_price", 3.0), ("instruments.rd_subsidy", 0.4)))
    short = replace(SPEC, outcomes=("firms",), until=CITY.start + 1)
    for spec in (SPEC, other, short, SPEC):
        for plan in (ACTION, early, "no_policy", late, ACTION):
            for seed in (3, 4):
                mine = replace(spec, plan=plan, seed=seed)
                parts = reference.first_difference(plan_in(CITY, plan), CITY.start, UNTIL)
                assert_whole(pasts.run(mine, parts=parts, tables=TABLES), mine)


@pytest.mark.usefixtures("folder")
def test_the_next_process_goes_on_from_the_policy_start(stepped: list[int]) -> None:
    for spec in (SPEC, replace(SPEC, seed=5)):
        assert_whole(Pasts().run(spec, tables=TABLES), spec)
    stepped.clear()
    warm = Pasts()  # knows nothing but what is on disk, and builds one world for both seeds
    ends = [warm.run(spec, tables=TABLES) for spec in (SPEC, replace(SPEC, seed=5))]
    assert stepped == 2 * [CITY.policy_start, CITY.policy_start + 1, UNTIL]
    for end, spec in zip(ends, (SPEC, replace(SPEC, seed=5)), strict=True):
        assert_whole(end, spec)


@pytest.mark.usefixtures("folder")
def test_a_whole_run_is_not_run_again(stepped: list[int]) -> None:
    cold = Pasts().run(SPEC, **BOTH)
    stepped.clear()
    warm = Pasts().run(replace(SPEC, overrides=(("plans.baseline.scale", 2.0),)), **BOTH)
    assert stepped == []  # another plan's number is none of this run's
    assert differences(told(warm), told(cold)) == []
    assert warm is not None
    assert warm.spec.overrides  # the run is the one that was asked for
    assert_whole(warm, SPEC, ("parks",))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "how",
    [
        {"seed": 4},
        {"until": UNTIL + 1},
        {"outcomes": ("firms",)},
        {"overrides": (("demand.alpha_price", 3.0),)},
        {"overrides": (("events.tariff_war", 0.5),)},
        {"overrides": (("instruments.rd_subsidy", 0.4),)},
        {"plan": "no_policy"},
    ],
    ids=str,
)
@pytest.mark.slow
def test_what_decides_a_run_decides_what_is_kept(how: dict[str, object]) -> None:
    if "overrides" in how and how["overrides"][0][0].startswith("events."):  # type: ignore[index]
        how = {"overrides": ((f"events.{CITY.events.keys[0]}", 0.5),)}
    Pasts().run(SPEC, **BOTH)
    other = replace(SPEC, **how)  # type: ignore[arg-type]
    assert_whole(Pasts().run(other, **BOTH), other, ("parks",))


@pytest.mark.usefixtures("folder")
@pytest.mark.slow
def test_other_code_data_or_instructions_take_nothing(
    stepped: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Pasts().run(SPEC, **BOTH)
    copy = tmp_path / "copy"
    shutil.copytree(LITTLETON, copy)
    text = (copy / "parks.csv").read_text(encoding="utf-8")
    (copy / "parks.csv").write_text(text + "\n", encoding="utf-8")
    stepped.clear()
    Pasts().run(replace(SPEC, city=str(copy)), **BOTH)
    assert stepped[0] == CITY.start
    for name, now in (
        ("model_sources", lambda: {"abm/model.py": "0"}),
        ("ran_on", lambda: "x86_64 X86_V4"),
        ("version", lambda _: "0"),
    ):
        with monkeypatch.context() as there:
            there.setattr(past, name, now)
            past._computing.cache_clear()
            stepped.clear()
            Pasts().run(SPEC, **BOTH)
            assert stepped[0] == CITY.start, name
    past._computing.cache_clear()


@pytest.mark.usefixtures("folder")
def test_an_instrument_of_a_users_own_keeps_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its code is in no file whose digest is known."""
    mine = type("Mine", (type(INSTRUMENTS["rd_subsidy"]),), {"__module__": "my_script"})
    instrument: Instrument = mine()
    monkeypatch.setitem(INSTRUMENTS, "rd_subsidy", instrument)  # type: ignore[arg-type]
    Pasts().run(SPEC, **BOTH)
    assert not [*folder.glob("*")] or not kept(folder)


def kept(folder: Path) -> list[Path]:
    """States and runs in a cache; the digests of sources are no part of it."""
    return sorted(path for path in folder.glob("*.kept") if not path.name.startswith("sources"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.write_bytes(b"PAR1" * 1000)


def anothers(path: Path) -> None:
    """Whole, but another entry's."""
    others = [other for other in kept(path.parent) if other != path]
    path.write_bytes(others[0].read_bytes())


def of_another_layout(path: Path) -> None:
    """Whole, but nothing that this version can read."""
    cache.keep(path.stem, b"a state of a later version")


def of_another_class(path: Path) -> None:
    """Whole, but of a class that the model has not: none is imported or called."""
    tree = json.dumps([["c", "antigravity", "Flight", {}], []]).encode()
    cache.keep(path.stem, len(tree).to_bytes(8, "big") + tree)


def of_other_fields(path: Path) -> None:
    tree = json.dumps([["c", "engine.model", "ModelSnapshot", {"mesas": 1}], []]).encode()
    cache.keep(path.stem, len(tree).to_bytes(8, "big") + tree)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def locked(path: Path) -> None:
    path.chmod(0)


DAMAGES = (
    *(cut, emptied, foreign, anothers, of_another_layout, of_another_class, of_other_fields),
    *(a_folder, locked),
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.slow
def test_what_is_damaged_is_not_there(folder: Path, damage: Callable[[Path], None]) -> None:
    """Of states and of whole runs; and where it can be, it is put right."""
    Pasts().run(SPEC, **BOTH)
    entries = kept(folder)
    assert len(entries) == 2
    for path in entries:
        before = path.read_bytes()
        damage(path)
        with pytest.MonkeyPatch.context() as there:
            if damage is locked:  # root may read it all the same
                there.setattr(Path, "read_bytes", refuse(13))
            found = cache.read(path.stem)
        assert found is None or damage not in (cut, emptied, foreign, anothers, a_folder, locked)
        assert_whole(Pasts().run(SPEC, **BOTH), SPEC, ("parks",))
        if damage is a_folder:
            path.rmdir()
        path.write_bytes(before)


@pytest.fixture(scope="module")
def whole_entries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with a run's state and the run, not to be changed."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as there:
        there.setenv(cache.VARIABLE, str(folder))
        Pasts().run(SPEC, **BOTH)
    return folder


@given(at=st.integers(0, 10**9), bit=st.integers(0, 7))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_flipped_bit_is_read(folder: Path, whole_entries: Path, at: int, bit: int) -> None:
    folder.mkdir(exist_ok=True)
    for path in kept(whole_entries):
        content = bytearray(path.read_bytes())
        assert cache.read(path.stem) is None
        content[at % len(content)] ^= 1 << bit
        (folder / path.name).write_bytes(content)
        assert cache.read(path.stem) is None
        (folder / path.name).unlink()


@pytest.mark.slow
def test_where_nothing_can_be_written_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stepped: list[int]
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "in", Path("off")):
        monkeypatch.setenv(cache.VARIABLE, str(place))
        for _ in range(2):
            stepped.clear()
            assert_whole(Pasts().run(SPEC, **BOTH), SPEC, ("parks",))
            assert stepped[0] == CITY.start
    assert not Path("off").exists()


def refuse(number: int | None) -> Callable[..., None]:
    """What the system, or with None a clock, says in place of doing something."""

    def refused(*_: object) -> None:
        raise OSError(number, "refused") if number is not None else TimeoutError("too long")

    return refused


def test_a_full_disk_leaves_nothing_half_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", refuse(28))
    cache.keep("entry", b"content")
    assert [*folder.iterdir()] == []
    assert cache.read("entry") is None


def test_the_end_of_a_runs_time_is_no_refusal(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes at any moment, also while the cache is written or read: the run has to end."""
    cache.keep("entry", b"content")
    monkeypatch.setattr(Path, "replace", refuse(None))
    monkeypatch.setattr(Path, "read_bytes", refuse(None))
    with pytest.raises(TimeoutError):
        cache.keep("entry", b"content")
    with pytest.raises(TimeoutError):
        cache.read("entry")
    assert [path.name for path in folder.iterdir()] == ["entry.kept"]


def test_a_checked_run_is_checked_in_all_quarters(folder: Path, stepped: list[int]) -> None:
    Pasts().run(SPEC, **BOTH)
    before = [(path.name, path.read_bytes()) for path in kept(folder)]
    stepped.clear()
    Pasts().run(SPEC, check=True, **BOTH)
    assert stepped[0] == CITY.start
    assert [(path.name, path.read_bytes()) for path in kept(folder)] == before


def test_the_cache_is_bounded_and_what_was_used_longest_ago_goes_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        cache.keep(f"entry-{number}", bytes(1000))
        os.utime(folder / f"entry-{number}.kept", (number, number))
    (folder / "of-a-killed-process.1.half").write_bytes(bytes(1000))
    os.utime(folder / "of-a-killed-process.1.half", (0, 0))
    (folder / "notes.txt").write_text("a user's", encoding="utf-8")
    assert cache.read("entry-0") is not None  # used just now
    monkeypatch.setattr(cache, "MOST_BYTES", 4500)
    for number in range(cache.WRITES):
        cache.keep(f"small-{number}", bytes(10))
    assert sum(size for _, size, _ in cache.entries()) < 4500 + cache.WRITES * 50
    assert {path.name for path in folder.glob("entry*")} >= {"entry-0.kept", "entry-5.kept"}
    assert not (folder / "entry-1.kept").exists()
    assert not [*folder.glob("*.half")]
    assert cache.shorten(0) > 0
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_many_writers_and_readers_of_one_entry(folder: Path) -> None:
    """Whoever reads finds nothing or one of the contents, whole."""
    contents = [bytes([letter]) * 50_000 for letter in range(8)]
    until = time.monotonic() + 0.5

    def write(content: bytes) -> None:
        while time.monotonic() < until:
            cache.keep("entry", content)
            if content[0] == 7:
                cache.shorten(0)

    def read(_: int) -> set[bytes]:
        found = set()
        while time.monotonic() < until:
            whole = cache.read("entry")
            if whole is not None:
                found.add(bytes(whole))
        return found

    with ThreadPoolExecutor(10) as threads:
        writers = [threads.submit(write, content) for content in contents]
        readers = [threads.submit(read, number) for number in range(2)]
        found = set().union(*(reader.result() for reader in readers))
        for writer in writers:
            writer.result()
    assert found
    assert found <= set(contents)


@pytest.mark.slow
def test_a_folder_of_results_is_the_same_bytes_cold_warm_off_and_damaged(
    yuanqu: Yuanqu, tmp_path: Path, folder: Path, stepped: list[int]
) -> None:
    def run(name: str, *more: str) -> dict[str, bytes]:
        out = tmp_path / name
        stepped.clear()
        past._group_of_this_process.cache_clear()  # as in a new process
        arguments = ("--city", LITTLETON, "--seeds", "2", "--until", "2023Q1", "--out", out)
        said = yuanqu("run", "headline", *arguments, *more)
        assert said.code == 0, said.err
        files = (path for path in out.rglob("*") if path.suffix in (".parquet", ".csv", ".yaml"))
        return {str(path.relative_to(out)): path.read_bytes() for path in files}

    off = run("off", "--no-cache")
    assert kept(folder) == []
    os.environ[cache.VARIABLE] = str(folder)
    cold = run("cold")
    quarters, size = len(stepped), len(kept(folder))
    assert size > 0
    warm = run("warm")
    assert len(stepped) < quarters
    for path in kept(folder):
        cut(path)
    assert len(off) > 5
    assert off == cold == warm == run("damaged")
    assert len(kept(folder)) == size


def test_the_cache_is_shown_and_cleared(yuanqu: Yuanqu, folder: Path) -> None:
    Pasts().run(SPEC, **BOTH)
    said = yuanqu("cache", "show").out
    assert str(folder) in said.replace("\n", "")
    assert f"{len([*folder.iterdir()])} files" in said
    yuanqu("cache", "clear")
    assert [*folder.iterdir()] == []
    os.environ[cache.VARIABLE] = cache.OFF
    assert "off, by YUANQU_CACHE=off" in yuanqu("cache", "show").out
