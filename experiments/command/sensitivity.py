"""The command ``yuanqu sensitivity``: a table on the terminal, a CSV file and a picture."""

from pathlib import Path

from experiments.reports.files import keep
from experiments.reports.sensitivity import sensitivity_report
from experiments.reports.terminal import show
from experiments.runs.folder.results import Results
from experiments.studies.factor_facts import factor_facts
from experiments.studies.sensitivity import sensitivity
from experiments.studies.table_of_points import question, suffix


def show_sensitivity(
    folder: Path,
    outcome: str,
    plan: str | None = None,
    quarter: str | None = None,
    difference: bool = False,
) -> None:
    """Show and store which factors move an outcome. Raises ``InputError``."""
    results = Results(folder)
    facts = factor_facts(results)  # refuses what is damaged before anything is written
    found = sensitivity(results, question(results, outcome, plan, quarter, difference))
    name = f"sensitivity-{outcome}{suffix(plan, quarter, difference)}"
    report = sensitivity_report(found, facts, name)
    show(report, f"Files in {folder}: {', '.join(keep(report, folder))}")
