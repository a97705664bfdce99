"""A pool's order, second attempts, cancellation and failures, whoever carries out the tasks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from queue import SimpleQueue

import pytest

from engine.document import InputError
from experiments.runs.call import DIED, Failure, Task
from experiments.runs.ending import Lost
from experiments.runs.executors import processes
from experiments.runs.executors.executor import Executor
from experiments.runs.executors.futures import FuturesExecutor, from_name
from experiments.runs.executors.processes import ProcessExecutor
from experiments.runs.executors.serial import SerialExecutor
from experiments.runs.pool import ATTEMPTS, Pool
from tests.experiments import working

MAKERS: dict[str, Callable[[], Executor]] = {
    "serial": SerialExecutor,
    "processes": lambda: ProcessExecutor(2),
    "threads": lambda: FuturesExecutor(lambda: ThreadPoolExecutor(2)),
    "futures": lambda: FuturesExecutor(
        lambda: ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    ),
}
SOME = [(number,) for number in range(7)]


@pytest.fixture(params=[name for name in MAKERS if name != "futures"])
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    with Pool(MAKERS[request.param]()) as found:
        yield found


@pytest.fixture
def two() -> Iterator[Pool]:
    with Pool(ProcessExecutor(2)) as found:
        yield found


def test_all_executors_give_the_same(pool: Pool) -> None:
    """By seed or not, with what is common to them."""
    for keys in (None, range(7)):
        assert pool.in_order(working.add, SOME, common=(10,), keys=keys) == list(range(10, 17))
    assert pool.in_order(working.add, SOME, common=(20,)) == list(range(20, 27))


def test_what_a_task_raises_is_raised(pool: Pool) -> None:
    """And the pool goes on."""
    with pytest.raises(ZeroDivisionError, match="without floor 3") as raised:
        pool.in_order(working.fail, [(3,)])
    told = "".join(getattr(raised.value, "__notes__", [])) + str(raised.traceback[-1].path)
    assert "working.py" in told
    assert pool.in_order(working.add, SOME[:1], common=(1,)) == [1]


def test_an_exception_that_cannot_travel_is_told(two: Pool) -> None:
    with pytest.raises(RuntimeError, match="Unreadable: 1 1"):
        two.in_order(working.fail_unreadably, [(1,)])


def test_a_failure_is_one_line(pool: Pool) -> None:
    ((_, failure),) = pool.ends([Task(working.fail, (1,))])
    assert failure.error == "ZeroDivisionError: a park without floor 1"


def test_a_key_stays_in_its_process_and_no_thread_came_along(two: Pool) -> None:
    first = two.in_order(working.process_of, SOME, keys=range(7))
    again = two.in_order(working.process_of, SOME[::-1], keys=range(6, -1, -1))[::-1]
    assert first == again
    pids, threads = zip(*first, strict=True)
    assert len(set(pids)) == 2 and os.getpid() not in pids
    assert set(threads) == {1}
    assert pids[0::2] == (pids[0],) * 4


@pytest.mark.parametrize("make", [SerialExecutor, lambda: ProcessExecutor(1)])
def test_the_lowest_key_is_first(make: Callable[[], Executor], tmp_path: Path) -> None:
    """Of what waits, whichever batch it belongs to; of equal keys the one that came first."""
    file = tmp_path / "order"
    ended: list[object] = []
    with Pool(make()) as one:
        for keys in ((9, 5, 2), (7, 2, 1)):
            tasks = [Task(working.note, (file, 10 * keys[0] + key), key) for key in keys]
            one.submit(tasks, lambda task, found: ended.append(found))
        list(one.ends([Task(working.note, (file, 100), 100)]))
    assert len(ended) == 6
    assert [int(line) for line in file.read_text().split()] == [92, 71, 72, 95, 77, 99, 100]


def test_a_process_that_dies_costs_a_second_attempt(two: Pool, tmp_path: Path) -> None:
    found = dict(
        two.ends([Task(working.die, (tmp_path, n, 1 if n == 2 else 0), n) for n in range(5)])
    )
    assert [found[place] for place in range(5)] == list(range(5))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_task_that_always_kills_is_a_failure(two: Pool, tmp_path: Path) -> None:
    """The others have their results."""
    tasks = [Task(working.die, (tmp_path, n, 9 if n == 2 else 0), n) for n in range(5)]
    found = dict(two.ends(tasks))
    failure = found.pop(2)
    assert isinstance(failure, Failure) and failure.how == DIED
    assert found == {0: 0, 1: 1, 3: 3, 4: 4}
    assert len(list(tmp_path.iterdir())) == ATTEMPTS
    with pytest.raises(Lost, match="a process that carried out runs was killed"):
        two.in_order(working.die, [(tmp_path, 6, 9)])


def test_an_idle_process_that_is_killed_is_replaced(two: Pool) -> None:
    before = two.in_order(working.process_of, SOME[:2], keys=(0, 1))
    for pid, _ in before:
        os.kill(pid, signal.SIGKILL)
    after = two.in_order(working.process_of, SOME[:2], keys=(0, 1))
    assert not {pid for pid, _ in before} & {pid for pid, _ in after}


def test_what_nobody_waits_for_is_dropped_and_stopped(tmp_path: Path) -> None:
    """What runs stops by itself, what waits never runs, and who comes next is served at once."""
    stale: list[object] = []
    fresh: SimpleQueue[object] = SimpleQueue()
    begun, never = tmp_path / "begun", tmp_path / "never"
    with Pool(ProcessExecutor(1)).in_background() as one:
        tasks = [Task(working.wait_until_stopped, (path,), 0) for path in (begun, never)]
        batch = one.submit(tasks, lambda task, found: stale.append(found))
        end = time.monotonic() + 60.0
        while not begun.exists() and time.monotonic() < end:
            time.sleep(0.01)
        one.cancel(batch)
        one.submit([Task(working.add, (1, 2), 5)], lambda task, found: fresh.put(found))
        assert fresh.get(timeout=30.0) == 3
    assert begun.with_suffix(".ended").exists() and not never.exists()
    assert stale == []


def test_processes_have_the_environment_of_now(two: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the one that their server was started with."""
    monkeypatch.setenv("YUANQU_TEST", "now")
    assert two.in_order(os.getenv, [("YUANQU_TEST",)]) == ["now"]


@pytest.mark.slow
def test_processes_where_there_is_no_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As on other systems: new ones, which import all; they die and are replaced as well."""
    resource_tracker.ensure_running()  # itself by what the system really is
    monkeypatch.setattr(processes.sys, "platform", "win32")
    with Pool(ProcessExecutor(1)) as one:
        assert one.in_order(working.die, [(tmp_path, 1, 1), (tmp_path, 2, 0)]) == [1, 2]


@pytest.mark.slow
def test_a_pool_of_processes_of_others(tmp_path: Path) -> None:
    """Of which one dies: the pool is broken, and made anew."""
    with Pool(MAKERS["futures"]()) as pool:
        assert pool.in_order(working.add, SOME, common=(10,)) == list(range(10, 17))
        assert pool.in_order(working.die, [(tmp_path, 1, 1)]) == [1]


def test_a_pool_by_its_name() -> None:
    with Pool(from_name("concurrent.futures:ThreadPoolExecutor", 2)) as pool:
        assert pool.in_order(working.add, SOME, common=(10,)) == list(range(10, 17))
    for name in (None, "nowhere:pool", "concurrent.futures", "concurrent.futures:Nothing"):
        with pytest.raises(InputError, match="expected what makes a pool"):
            from_name(name, None)


@pytest.mark.slow
def test_a_script_need_not_guard_itself(tmp_path: Path) -> None:
    """A process does not import the program that started it."""
    script = tmp_path / "script.py"
    script.write_text(
        "from experiments.runs.executors.processes import ProcessExecutor\n"
        "from experiments.runs.pool import Pool\n"
        "print('once')\n"
        "with Pool(ProcessExecutor(2)) as pool:\n"
        "    print(pool.in_order(divmod, [(7, 2), (9, 2)], keys=(0, 1)))\n"
    )
    root = str(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": root}
    line = [sys.executable, str(script)]
    said = subprocess.run(line, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split("\n")[:2] == ["once", "[(3, 1), (4, 1)]"]
