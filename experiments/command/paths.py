"""The command ``yuanqu city paths``: national paths of a city as known at a cut."""

from pathlib import Path

from abm.city.city import city_cached
from abm.national import path_sets
from engine.document import InputError
from experiments.reports.paths_picture import draw_paths_of
from experiments.reports.terminal import show


def show_paths(name: str, known: str | None, folder: Path) -> int:
    """Draw each set of paths, or that of one key, into ``folder``; the exit code.

    Raises InputError for a city without national paths, or without this set.
    """
    city = city_cached(name)
    sets = path_sets(city)
    if not sets:
        raise InputError("", 0, 0, "city", "a city with national paths (paths.csv)", city.key)
    if known is not None and known not in sets:
        raise InputError("", 0, 0, "--set", f"one of {', '.join(sets)}", repr(known))
    forecast = [key for key in sets if key in known_then(name)] if known is None else [known]
    for key in forecast:
        path = folder / f"paths-{city.key}-{key}.png"
        draw_paths_of(city, key, path)
        show(f"Written: {path}")
    return 0


def known_then(name: str) -> set[str]:
    """Sets that hold anything but facts."""
    table = city_cached(name).paths
    return {
        city_cached(name).path_sets.keys[code]
        for code, role in zip(table.set.tolist(), table.role, strict=True)
        if role != "fact"
    }
