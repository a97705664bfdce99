"""Executors: where tasks are carried out. All give the same bytes.

A new one is one module with one class, ``experiments.runs.executors.executor`` says which, and a
name and a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

if TYPE_CHECKING:  # the process that speaks with Ray imports nothing of the model
    from experiments.runs.executors.executor import Executor
    from experiments.runs.pool import Pool
    from experiments.runs.runtime import Runtime

ExecutorName = Literal["serial", "processes", "ray", "futures"]


def make_pool(runtime: Runtime) -> Pool:
    """A pool with the executor that a runtime names; nothing is started before the first task."""
    from experiments.runs.pool import Pool

    return Pool(_executor(runtime))


def pool_for(workers: int | None, city: str, tasks: int, runs: int) -> Pool:
    """A pool of so many processes of this machine, or of as many as ``runtime.settled`` finds.

    ``tasks`` are pieces that can be carried out side by side, ``runs`` all runs of them.
    """
    from abm.city.city import city_cached
    from experiments.runs.runtime import Runtime, settled

    firms = len(city_cached(city).firms.keys)
    return make_pool(settled(Runtime(workers=workers), runs, tasks, firms))


def _executor(runtime: Runtime) -> Executor:
    if runtime.executor == "ray":
        from experiments.runs.executors.ray_executor import RayExecutor

        return RayExecutor(runtime.workers, runtime.address)
    if runtime.executor == "futures":
        from experiments.runs.executors.futures import from_name

        return from_name(runtime.address, runtime.workers)
    if runtime.executor == "processes":
        from experiments.runs.executors.processes import ProcessExecutor

        return ProcessExecutor(runtime.workers)
    if runtime.executor == "serial" or runtime.executor is None:
        from experiments.runs.executors.serial import SerialExecutor

        return SerialExecutor()
    assert_never(runtime.executor)


def expect(runtime: Runtime, city: str, runs: int, module: str = "experiments.runs.batch") -> None:
    """Where there will be processes, let their server import ``module`` and what else they need
    while this process goes on. For a command to call before it imports the model itself."""
    from importlib.resources import files

    from abm.city.name import without_year
    from experiments.runs.runtime import settled

    table = files("abm").joinpath("data", without_year(city)[0], "firms.csv")
    if table.is_file():
        firms = len(table.read_text(encoding="utf-8").splitlines()) - 1
        if settled(runtime, runs, runs, firms).executor == "processes":
            from experiments.runs.executors.processes import warm

            warm(module)
