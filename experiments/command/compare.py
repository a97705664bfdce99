"""The command ``yuanqu compare``."""

from pathlib import Path

from experiments.command.bar import watching
from experiments.command.experiments import Changes, about
from experiments.reports.comparison import comparison_report
from experiments.reports.files import keep
from experiments.reports.terminal import show
from experiments.reports.verdict import told
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import Opening
from experiments.runs.runtime import Runtime
from experiments.studies.comparison import DEFAULT, compare, kinds_of
from experiments.studies.experiment import Experiment, Seeds, read_experiment
from experiments.studies.origin import Origin
from experiments.studies.resolve import city_of, make_ready
from experiments.studies.sweep import sweep
from policies.city_plans import baseline_of, plan_in


def show_comparison(
    plans: list[str],
    reference: str | None,
    changes: Changes,
    outcomes: list[str],
    rate: float,
    out: Path | None,
    force: bool,
) -> int:
    """Run what is missing, weigh the plans, show and store it; the code to leave with."""
    experiment, origin = _experiment(reference, plans, changes)
    folder = Path("out", "compare") if out is None else out
    names = outcomes or list(DEFAULT)
    ready = make_ready(experiment, origin)
    kinds = kinds_of(names, ready.job.columns, ready.city, ready.job.until)
    with watching(about(ready)) as watch:
        # Always gone on with: the folder knows by its digests whether it is the same question.
        swept = sweep(ready, folder, Opening(resume=not force, force=force), watch)
    results = Results(folder)
    found = compare(results, ready.city, kinds, rate)
    report = comparison_report(found, told(results, ready.city, ready.plans))
    files = ", ".join(keep(report, folder))
    kept = swept.runs - swept.carried_out
    ran = f"{swept.carried_out} runs in {swept.seconds:.1f} s, {kept} were there."
    show(report, f"{ran} Files in {folder}: {files}")
    if swept.failed:
        show(f"{swept.failed} runs failed; {swept.first_error}")
    return 1 if swept.failed else 0


def _experiment(
    reference: str | None, plans: list[str], changes: Changes
) -> tuple[Experiment, Origin]:
    """Each plan once, the first one the reference; without one the city's baseline."""
    _, document = read_experiment("headline")
    origin = Origin(document)
    bare = Experiment(
        name="compare",
        seeds=Seeds(count=1),
        tables=(),
        runtime=Runtime(),
    )
    origin.changed["plans",] = "PLAN"
    origin.changed["reference",] = "--reference"
    changed = changes.apply(bare, origin)
    _, city = city_of(changed, origin)
    first = baseline_of(city) if reference is None else reference
    named = {plan_in(city, name).key: name for name in (first, *plans)}
    update = {"plans": tuple(named.values()), "reference": next(iter(named))}
    return changed.model_copy(update=update), origin
