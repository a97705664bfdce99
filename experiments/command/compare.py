"""The command ``yuanqu compare``."""

from math import isnan
from pathlib import Path

from rich.table import Table

from engine.calendar import quarter_text
from experiments.command.experiments import Changes
from experiments.command.progress import Progress
from experiments.reports.answer_table import chance, number, percent
from experiments.reports.comparison_words import interval, ratio
from experiments.reports.console import console
from experiments.reports.units import YI, unit_of
from experiments.reports.verdict_told import told
from experiments.runs.folder.ours import made, write_made
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import Opening
from experiments.runs.frames import csv_bytes, parquet
from experiments.runs.runtime import Runtime
from experiments.studies.answer import CONFIDENCE, FEWEST
from experiments.studies.comparison import DEFAULT, Comparison, Weighed, compare, kinds_of
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
    with Progress(ready) as progress:
        # Always gone on with: the folder knows by its digests whether it is the same question.
        swept = sweep(ready, folder, Opening(resume=not force, force=force), progress.watch)
    found = compare(Results(folder), ready.city, kinds, rate)
    _write(found, folder)
    terminal = console()
    terminal.print(comparison_table(found))
    for sentence in told(Results(folder), ready.city, ready.plans):
        terminal.print(sentence, highlight=False, soft_wrap=True)
    kept = swept.runs - swept.carried_out
    terminal.print(
        f"{swept.carried_out} runs in {swept.seconds:.1f} s, {kept} were there. Files in {folder}: "
        "compare.csv, compare.parquet, compare.png",
        highlight=False,
    )
    if swept.failed:
        terminal.print(f"{swept.failed} runs failed; {swept.first_error}", highlight=False)
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


def comparison_table(found: Comparison) -> Table:
    """One line per outcome and plan."""
    table = Table(
        title=f"Against {found.reference} on the same luck, {found.seeds} seeds",
        caption=(
            f"brackets: {CONFIDENCE:.0%} intervals; P of {FEWEST} seeds and more; gain: mean of "
            "pairs with one seed; cost: present value of gross local spending from the policy's "
            f"start to the outcome's quarter, at {100 * found.rate:g} % a year (assumed), 亿 yuan; "
            "cost per gain: extra cost by gain, ratio of means with Fieller's interval, 亿 yuan by "
            "unit of the outcome, not estimable where the gain's interval holds zero"
        ),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("Outcome")
    table.add_column("Plan")
    for head in ("Mean", "P(target)", "Gain", "Cost", "Extra cost", "Cost per gain"):
        table.add_column(head, justify="right")
    last = ""
    for w in found.rows:
        if last and w.kind.key != last:
            table.add_section()
        table.add_row(*_cells(w, found.reference, first=w.kind.key != last))
        last = w.kind.key
    return table


def _cells(w: Weighed, reference: str, first: bool) -> list[str]:
    kind = w.kind
    unit, scale = unit_of(kind.unit)
    target = "" if kind.target != kind.target else f", target {number(kind.target / scale)}"
    name = f"{kind.name_zh} {kind.name_en}\n({unit}) {quarter_text(kind.quarter)}{target}"
    told = "–" if isnan(kind.target) else chance(w.level)
    if not isnan(w.level.probability):
        low, high = percent(w.level.probability_low), percent(w.level.probability_high)
        told += f"\n[{low}, {high}]"
    own = [
        name if first else "",
        w.plan,
        number(w.mean / scale),
        told,
    ]
    if w.plan == reference:
        return [*own, "–", interval(w.cost, YI, sign=False), "–", "–"]
    return [
        *own,
        interval(w.gain, scale),
        interval(w.cost, YI, sign=False),
        interval(w.extra_cost, YI),
        ratio(w.cost_per_gain, scale / YI),
    ]


def _write(found: Comparison, folder: Path) -> None:
    from experiments.reports.comparison_picture import draw_comparison

    frame = found.table()
    write_made(folder, "compare.parquet", parquet(frame))
    write_made(folder, "compare.csv", csv_bytes(frame))
    with made(folder, "compare.png") as path:
        draw_comparison(found, path)
