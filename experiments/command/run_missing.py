"""Seeds that a folder has no answer for, spread over processes, each stored as it ends."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.document import counted
from experiments.command.bar import watching
from experiments.reports.streams import say
from experiments.runs.executors import pool_for
from experiments.runs.folder.seed_folder import SeedFolder


def run_missing(
    store: SeedFolder,
    function: Callable[..., Mapping[str, Any]],
    given: tuple[Any, ...],
    seeds: Sequence[int],
    workers: int | None,
    title: str,
    city: str,
    runs: int,
) -> list[dict[str, Any]]:
    """Store ``function(*given, seed)`` of every seed that is missing, under a bar of that title;
    the answers of all, in their order.

    ``runs`` are those of one seed, in ``city``.
    """
    missing = store.missing(seeds)
    if store.damaged:
        say(f"{store.folder}: {counted(len(store.damaged), 'seed')} damaged, to be run again")
    with (
        watching(title, "seeds") as watch,
        pool_for(workers, city, len(missing), runs * len(missing)) as pool,
    ):
        tick = watch(len(seeds), len(seeds) - len(missing))
        for place, answer in pool.each(function, [(seed,) for seed in missing], given, missing):
            store.put(missing[place], answer)
            tick()
    return [store.get(seed) or {} for seed in seeds]
