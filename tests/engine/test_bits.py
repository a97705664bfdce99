"""The same bits on every processor, whatever is imported first and by whom."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from engine.bits import DISABLE, NATIVE, ONE_THREAD, beyond_avx2, leave_portable, ran_on, settle

ROOT = Path(__file__).parents[2]
PORTABLE = "X86_V3"

needs_x86 = pytest.mark.skipif(
    platform.machine() not in {"x86_64", "AMD64"}, reason="a matter of x86-64"
)


def bare() -> dict[str, str]:
    """An environment in which nothing of the kind is set."""
    ours = {DISABLE, NATIVE, *ONE_THREAD}
    return {name: value for name, value in os.environ.items() if name not in ours}


def asked(code: str, **more: str) -> str:
    """What a new process says that is not settled by its parent."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**bare(), "PYTHONPATH": str(ROOT), **more},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


WHAT = f"import os; print(os.environ['POLARS_MAX_THREADS'], os.environ.get('{DISABLE}', 'all'))"


@needs_x86
@pytest.mark.parametrize("room", ["engine", "agents", "policies", "abm", "experiments", "ui"])
def test_the_first_import_settles(room: str) -> None:
    """Of any package, without a command: in a notebook, by ``python -m``, on the screen."""
    assert asked(f"import {room}; {WHAT}") == f"1 {' '.join(beyond_avx2())}"


@needs_x86
def test_what_a_user_has_switched_off_stays_off() -> None:
    environment = {DISABLE: "X86_V3, AVX512_SPR"}
    settle(environment)
    assert set(environment[DISABLE].split()) == {"X86_V3", *beyond_avx2()}
    leave_portable(environment)
    assert environment[DISABLE] == "X86_V3"
    assert environment["OMP_NUM_THREADS"] == "1"


@needs_x86
def test_native_is_left_to_the_processor() -> None:
    """By the variable, which processes inherit."""
    assert asked(f"import abm; {WHAT}", **{NATIVE: "1"}) == "1 all"


def test_a_run_says_what_it_ran_on() -> None:
    from abm.simulation import RunSpec, simulate
    from tests.littleton import BASELINE, LITTLETON

    found = simulate(RunSpec(LITTLETON, BASELINE, 1, until=4 * 2018), tables=())
    assert found.ran_on == ran_on()
    assert "threads" not in found.ran_on


@needs_x86
def test_numpy_before_us_is_told() -> None:
    """What computes then is what this processor has, on any number of threads."""
    say = "from engine.bits import ran_on; print(ran_on())"
    settled, late = asked(f"import engine; {say}"), asked(f"import numpy, engine; {say}")
    native = asked(f"import engine; {say}", **{NATIVE: "1"})
    assert late == f"{native}, threads not set to one"
    has = set(beyond_avx2()) & {native.split()[-1]}
    assert settled == (f"{platform.machine()} {PORTABLE}" if has else native)


@needs_x86
def test_processes_of_one_that_had_numpy_before_are_settled() -> None:
    """As the server of the screen has, whose runs are carried out by others."""
    code = (
        "import numpy\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from multiprocessing import get_context\n"
        "from engine.bits import ran_on\n"
        "with ProcessPoolExecutor(1, mp_context=get_context('spawn')) as pool:\n"
        "    print(pool.submit(ran_on).result())\n"
    )
    assert asked(code) == asked("from engine.bits import ran_on; print(ran_on())")
