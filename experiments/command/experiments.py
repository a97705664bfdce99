"""The commands that carry out an experiment."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from engine.calendar import quarter_index
from engine.document import LONGEST, InputError, Remark, counted, shortened
from experiments.reports.streams import say, warn
from experiments.runs.executors import expect
from experiments.runs.runtime import Runtime, words_on
from experiments.studies.experiment import Experiment, Seeds, read_experiment
from experiments.studies.origin import Origin

if TYPE_CHECKING:
    from experiments.reports.report import Table, Text
    from experiments.studies.resolve import Ready
    from experiments.studies.sweep import Swept

MOST_POINTS = 40
"""Design points that a table on the terminal shows."""
MOST_NAMES = 5
"""Files that a line names."""


@dataclass(frozen=True)
class Changes:
    """What the command line puts in the place of an experiment's own values."""

    plans: list[str] | None = None
    seed: int | None = None
    seeds: int | None = None
    until: str | None = None
    settings: list[str] | None = None
    city: str | None = None
    executor: str | None = None
    workers: int | None = None
    address: str | None = None
    world: str | None = None
    parameters: str | None = None
    year: int | None = None

    def apply(self, experiment: Experiment, origin: Origin) -> Experiment:
        """The changed experiment; ``origin`` learns which option stands for which value."""
        update: dict[str, object] = {}
        if self.plans:
            update["plans"] = tuple(self.plans)
            origin.changed["plans",] = "--plan"
        if self.seed is not None or self.seeds is not None:
            first = experiment.seeds.first if self.seed is None else self.seed
            update["seeds"] = _made(Seeds, {"first": first, "count": self.seeds or 1})
            origin.changed["seeds", "count"] = "--seeds"
        if self.until is not None:
            update["until"] = quarter(self.until)
            origin.changed["until",] = "--until"
        if self.settings:
            constants = dict(experiment.constants)
            for text in self.settings:
                name, value = setting(text)
                constants[name] = value
                origin.changed["constants", name] = f"--set {name}"
            update["constants"] = constants
        if self.city is not None:
            update["city"] = self.city
            origin.changed["city",] = "--city"
        if self.year is not None:
            update["year"] = self.year
            origin.changed["year",] = "--year"
            if not self.plans and self.year != experiment.year:
                update |= {"plans": None, "reference": None}  # those of the year's own question
        if self.world is not None:
            update["world"] = self.world
        if self.parameters is not None:
            update["parameters"] = self.parameters
        runtime = {"executor": self.executor, "workers": self.workers, "address": self.address}
        changed = {name: value for name, value in runtime.items() if value is not None}
        if changed:
            update["runtime"] = _made(Runtime, experiment.runtime.model_dump() | changed)
        return experiment.model_copy(update=update)


_OPTIONS = {"first": "--seed", "count": "--seeds"}

Part = TypeVar("Part", bound=BaseModel)


def _made(kind: type[Part], values: Mapping[str, Any]) -> Part:
    """A part of an experiment by options. Raises InputError for a number out of range."""
    try:
        return kind(**values)
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0])
        expected = problem["msg"].removeprefix("Input should be ")
        option = _OPTIONS.get(name, f"--{name}")
        raise InputError("", 0, 0, option, expected, f"{problem['input']}") from None


def carry_out(
    name_or_path: str,
    changes: Changes,
    out: Path | None,
    *,
    check: bool = False,
    resume: bool = False,
    force: bool = False,
    again: bool = False,
    all_outcomes: bool = False,
    place: Callable[[Remark], Remark] = lambda remark: remark,
) -> int:
    """Carry out an experiment, show its answer, say where the files are; the code to leave with.

    ``place`` puts another place into remarks on the experiment than that in its file.
    """
    written, document = read_experiment(name_or_path)
    origin = Origin(document)
    experiment = changes.apply(written, origin)
    plans = 2 if experiment.plans is None else len(experiment.plans)
    expect(experiment.runtime, experiment.city, experiment.seeds.count * plans)
    # After the file has been read: a fault in it is shown before the model is imported.
    from experiments.command.bar import watching
    from experiments.reports.terminal import show
    from experiments.runs.folder.made_on import may_differ
    from experiments.runs.folder.store import Opening
    from experiments.runs.folder.sums import unlike
    from experiments.studies.provenance.crate import write_crate
    from experiments.studies.resolve import make_ready
    from experiments.studies.sweep import sweep

    ready = make_ready(experiment, origin, check)
    warn(map(place, ready.remarks))
    folder = Path("out", experiment.name) if out is None else out
    with watching(about(ready)) as watch:
        opening = Opening(resume=resume, again=again, force=force)
        swept = sweep(ready, folder, opening, watch)
    if swept.damaged:
        what = "a batch was" if swept.damaged == 1 else f"{swept.damaged} batches were"
        say(f"{swept.folder}: {what} damaged and ran again")
    if not swept.carried_out and (others := unlike(swept.folder)):
        shown = ", ".join(others[:MOST_NAMES]) + (" …" if len(others) > MOST_NAMES else "")
        say(f"{swept.folder}: not as written: {shown}; yuanqu verify {swept.folder} tells more")
    if mixed := may_differ(*swept.ran_on):
        say(f"{swept.folder}: runs were made on several processors: {mixed}")
    # All files before the first line: who reads it may leave, or read other signs.
    tables = _answer(ready, swept, all_outcomes)
    write_crate(swept.folder, ready)
    show(*tables, _files(swept), *_conclusion(ready, swept))
    if swept.failed:
        first = shortened(swept.first_error, LONGEST // 2)
        failed = f"{swept.failed} of {swept.runs} runs failed; {first}"
        say(f"{failed}; a traceback is in {swept.traceback}")
    return 1 if swept.failed else 0


def about(ready: "Ready") -> str:
    """What is run, in a line."""
    job = ready.job
    points = f", {len(job.points)} design points" if len(job.points) > 1 else ""
    return (
        f"{ready.city.name.zh} {ready.city.name.en}: {', '.join(job.plan_keys)}; "
        f"{counted(job.seeds, 'seed')}{points}; on {words_on(ready.experiment.runtime)}"
    )


def _answer(ready: "Ready", swept: "Swept", all_outcomes: bool) -> list["Table"]:
    """Write the answer's files; the tables that show it."""
    from experiments.reports.answer import answer_table, further_table, points_table
    from experiments.reports.answer_files import write_answer
    from experiments.runs.folder.results import Results
    from experiments.studies.answer import answer, further, over_states

    results = Results(swept.folder)
    points = ready.job.points
    if swept.failed == swept.runs:
        return []
    write_answer(results, ready.city, len(points), ready.states)
    if len(points) > MOST_POINTS:
        whole = over_states(results, ready.city) if ready.states else answer(results, ready.city)
        return [answer_table(whole, ready.reference, ready.states)] if whole else []
    answers = [answer(results, ready.city, point) for point in range(len(points))]
    if len(points) > 1:
        return [points_table([dict(point) for point in points], answers)] if answers[0] else []
    tables = [answer_table(answers[0], ready.reference)] if answers[0] else []
    others = further(results, ready.city) if all_outcomes else []
    return [*tables, further_table(others, ready.reference)] if others else tables


def _files(swept: "Swept") -> str:
    entries = (entry for entry in swept.folder.iterdir() if entry.is_file())
    files = ", ".join(sorted(entry.name for entry in entries if not entry.name.startswith(".")))
    kept = swept.runs - swept.carried_out
    before = f", {kept} were there" if kept else ""
    ran = f"{swept.carried_out} runs in {swept.seconds:.1f} s{before}"
    return f"{ran}. Files in {swept.folder}: {files}"


def _conclusion(ready: "Ready", swept: "Swept") -> Iterator["Text"]:
    """The stopping rule, where there is one, the verdict, and where to look next."""
    from experiments.reports.stopping_words import sentence
    from experiments.reports.verdict import told
    from experiments.runs.folder.results import Results
    from experiments.studies.enough import ended

    results = Results(swept.folder)
    rule = ended(results)
    if rule is not None:
        yield sentence(rule)
    if swept.failed == swept.runs:
        return
    if len(ready.job.points) == 1:
        yield from told(results, ready.city, ready.plans)
    folder = shlex.quote(str(swept.folder))
    more = "" if len(ready.job.points) > 1 else f" {folder}/paths.png ·"
    yield f"Next 接着看:{more} yuanqu report {folder} --language zh · make app"


def quarter(text: str) -> int:
    try:
        return quarter_index(text)
    except ValueError:
        expected = "a quarter such as 2025Q4"
        raise InputError("", 0, 0, "--until", expected, repr(text)) from None


def setting(text: str) -> tuple[str, float]:
    name, equals, value = text.partition("=")
    name = name.strip()
    if not equals or not name:
        expected = "name=value, such as instruments.rd_subsidy=0.2"
        raise InputError("", 0, 0, "--set", expected, repr(text))
    try:
        return name, float(value)
    except ValueError:
        expected = "a number (30 % is 0.3)"
        raise InputError("", 0, 0, f"--set {name}", expected, repr(value)) from None
