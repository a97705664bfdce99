"""How runs are carried out, as a person writes it."""

from typing import Annotated, assert_never

from pydantic import BaseModel, ConfigDict, Field

from experiments.runs.executors import ExecutorName


class Runtime(BaseModel):
    """How the runs are carried out: changes the time they take and no bit of the results."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    executor: ExecutorName | None = None
    """None = processes of this machine, or this process alone where there is little to do."""
    workers: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """None = a process for each processor."""
    address: str | None = None
    """With ``ray``, of a cluster that is there already (``auto``, or ``host:port``); none = this
    machine. With ``futures``, what makes the pool: ``package.module:callable``."""
    runs_per_batch: Annotated[int, Field(ge=1, le=1_000_000)] = 10
    seconds_per_run: Annotated[float, Field(ge=1e-5, le=1e7)] | None = 600.0
    """A run that takes longer is given up and becomes a row with its error; none = no limit."""


LEAST_RUNS = 8
"""With fewer, one process is as quick as many (assumed)."""
LEAST_SECONDS = 3.0
"""As long as it takes until the first process is there, on one core that is busy otherwise."""
SECONDS_PER_FIRM = 0.005
"""Of a run, by firms of the city's data: .43 s with Shanghai's 86, .04 s with Littleton's 8."""


def settled(runtime: Runtime, runs: int, tasks: int, firms: int) -> Runtime:
    """A runtime that names its executor, and no more processes than there are tasks.

    ``tasks`` are pieces that can be carried out side by side, ``firms`` those of the city's data.
    """
    from experiments.runs.machine import cores

    executor, workers = runtime.executor, runtime.workers
    if executor is None:
        little = runs < LEAST_RUNS or runs * firms * SECONDS_PER_FIRM < LEAST_SECONDS
        most = min(tasks, cores() if workers is None else workers)
        executor = "serial" if most < 2 or (little and workers is None) else "processes"
    if executor == "processes":
        workers = min(tasks, cores() if workers is None else workers)
    return runtime.model_copy(update={"executor": executor, "workers": workers})


def words_on(runtime: Runtime) -> str:
    """Where the runs are carried out, for the line that a command begins with."""
    match runtime.executor:
        case "processes":
            return "one process" if runtime.workers == 1 else f"{runtime.workers} processes"
        case "ray":
            return "Ray (which takes some ten seconds to start)"
        case "futures":
            return runtime.address or "a pool"
        case "serial" | None:
            return "this process alone"
    assert_never(runtime.executor)
