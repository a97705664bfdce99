"""The command ``yuanqu discover``: in which states of the world does something happen?"""

from pathlib import Path

import numpy as np

from engine.document import InputError
from experiments.reports.discovery import Looked, discovery_report
from experiments.reports.files import keep
from experiments.reports.terminal import show
from experiments.runs.folder.results import Results
from experiments.studies.discovery import Floats, condition, prim
from experiments.studies.factor_facts import factor_facts
from experiments.studies.table_of_points import question, runs_of, suffix, varying

FEWEST = 50
"""Runs below which a box says nothing."""


def show_discovery(
    folder: Path,
    when: str,
    plan: str | None = None,
    quarter: str | None = None,
    difference: bool = False,
) -> None:
    """Show and store the box in which ``when`` holds. Raises ``InputError``."""
    results = Results(folder)
    facts = factor_facts(results)  # refuses what is damaged before anything is written
    asked_for = condition(when)
    asked = question(results, asked_for.outcome, plan, quarter, difference, "--when")
    frame = runs_of(results, asked)
    names = varying(frame, results.factors)
    if len(frame) < FEWEST:
        expected = f"results of {FEWEST} runs or more of {asked.plan}"
        raise InputError(str(folder), 0, 0, "DIR", expected, f"{len(frame)}")
    x, value = frame.select(names).to_numpy(), frame["value"].to_numpy()
    cases = asked_for.holds(value)
    try:
        found = prim(names, x, cases, frame["point"].to_numpy())
    except ValueError as error:
        expected = "a condition that some runs meet and others do not"
        found_there = f"{error}: {asked_for.outcome} is {_extent(value)}"
        raise InputError("", 0, 0, "--when", expected, found_there) from error
    name = f"discover-{asked.outcome}{suffix(plan, quarter, difference)}"
    looked = Looked(asked, when, asked_for, frame, names)
    report = discovery_report(found, looked, facts, name)
    show(report, f"Files in {folder}: {', '.join(keep(report, folder))}")


def _extent(value: Floats) -> str:
    """From where to where the runs' values go."""
    known = value[~np.isnan(value)]
    if not len(known):
        return "known in no run"
    return f"{known.min():.6g} to {known.max():.6g}, median {np.median(known):.6g}"
