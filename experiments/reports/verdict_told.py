"""The verdict on the plans of a folder of results, in sentences."""

from collections.abc import Iterable

from agents.city import City
from engine.calendar import quarter_index, quarter_text
from experiments.reports.report import Words
from experiments.reports.verdict_words import sentences
from experiments.runs.folder.results import Results
from experiments.studies.verdict import targets_of
from experiments.studies.verdicts import last_quarter, verdicts
from policies.plan import Plan


def told(results: Results, city: City, plans: Iterable[Plan]) -> list[Words]:
    """The verdict on each of ``plans`` but the reference, in two sentences, a line each; on the
    reference alone where there is no other."""
    found = verdicts(results, city)
    names = {plan.key: Words(plan.name.zh, plan.name.en) for plan in plans}
    asked = [plan for plan in found if plan != results.reference] or list(found)
    due, last = max((t.year for t in targets_of(city)), default=0), last_quarter(results)
    early = quarter_text(last) if found and last < quarter_index(f"{due}Q4") else ""
    reference = names[results.reference]
    lines = Words("\n", "\n")
    return [lines.join(sentences(found[plan], names[plan], reference, early)) for plan in asked]
