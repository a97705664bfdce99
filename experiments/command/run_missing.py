"""Seeds that a folder has no answer for, spread over processes, each stored as it ends."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.document import counted
from experiments.command.bar import watching
from experiments.reports.streams import say
from experiments.runs.folder.seed_folder import SeedFolder
from experiments.runs.workers import Workers


def run_missing(
    store: SeedFolder,
    function: Callable[..., Mapping[str, Any]],
    given: tuple[Any, ...],
    seeds: Sequence[int],
    workers: int,
    title: str,
) -> None:
    """Store ``function(*given, seed)`` of every seed that is missing, under a bar of that title."""
    missing = store.missing(seeds)
    if store.damaged:
        say(f"{store.folder}: {counted(len(store.damaged), 'seed')} damaged, to be run again")
    tasks = [(*given, seed) for seed in missing]
    with (
        watching(title, "seeds", len(seeds), len(seeds) - len(missing)) as tick,
        Workers(min(workers, max(1, len(missing)))) as processes,
    ):
        for place, answer in processes.each(function, tasks):
            store.put(missing[place], answer)
            tick()
