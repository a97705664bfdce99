"""The command ``yuanqu robust``."""

from math import isfinite
from pathlib import Path

from abm.city.city import city_cached
from agents.city import City
from engine.document import InputError
from experiments.reports.files import keep
from experiments.reports.robustness import robustness_report
from experiments.reports.terminal import show
from experiments.runs.folder.results import Results
from experiments.studies.robustness import robustness


def show_robustness(
    folder: Path,
    outcome: str,
    quarter: str | None,
    target: float | None,
    probability: float,
    smaller: bool,
) -> None:
    """Show and store regret and satisficing by plan. Raises ``InputError``."""
    results = Results(folder)
    if target is None:
        target = _target(results, outcome)
    elif not isfinite(target):
        raise InputError("", 0, 0, "--target", "a finite number", f"{target:g}")
    found = robustness(results, outcome, quarter, target, probability, smaller)
    report = robustness_report(found, probability, target is not None, f"robust-{outcome}")
    show(report, f"Files in {folder}: {', '.join(keep(report, folder))}")


def _target(results: Results, outcome: str) -> float | None:
    """The city's own target for an outcome; none where it has none or is not there."""
    try:
        city: City = city_cached(str(results.manifest["ingredients"]["experiment"]["city"]))
    except InputError:
        return None
    row = city.targets.index.get(outcome)
    return None if row is None else float(city.targets.value[row])
