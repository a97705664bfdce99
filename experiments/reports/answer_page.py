"""The report of a folder of results in full, as a page: answer, tables, pictures, definitions."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import isnan
from pathlib import Path
from typing import Any

import polars as pl

from abm.outcomes import OUTCOMES, expanded
from abm.outcomes.definitions import of_city
from abm.settings import known_factors
from abm.version import MODEL_VERSION
from agents.city import City
from agents.columns import LEVELS
from engine.calendar import quarter_text
from experiments.reports.answer import span, targeted
from experiments.reports.answer_words import CAVEATS, WORDS
from experiments.reports.cells import interval, number, percent
from experiments.reports.page import page
from experiments.reports.picture import draw_paths, drawn
from experiments.reports.report import (
    Entries,
    Entry,
    Figure,
    Heading,
    Language,
    Part,
    Prose,
    Report,
    Table,
    Text,
    Words,
)
from experiments.reports.stopping_words import sentence
from experiments.reports.threshold_words import THRESHOLDS, VEHICLES
from experiments.reports.units import unit_of, unit_words
from experiments.reports.verdict import told
from experiments.reports.who import who_section
from experiments.runs.folder.files import writable
from experiments.runs.folder.ours import write_made, write_named
from experiments.runs.folder.parts import damaged_files
from experiments.runs.folder.results import Results
from experiments.runs.folder.sums import intact
from experiments.studies.answer import (
    FEWEST,
    Difference,
    OutcomeAnswer,
    Spread,
    answer,
    further,
    over_states,
)
from experiments.studies.enough import ended
from experiments.studies.provenance.verify import ready_of
from experiments.studies.resolve import Ready
from experiments.studies.who import needed, who

MOST_POINTS = 60
"""Design points that the report lists."""

ANALYSES = {
    "sensitivity": Words("敏感性", "Sensitivity"),
    "discover": Words("何种情景下发生", "Where it happens"),
}
"""Analyses whose pictures are in the folder, by the beginning of their names."""

Names = Mapping[str, Words]
"""Of plans, by key."""

LINES, COMMAS = Words("\n", "\n"), Words("，", ", ")
WITH_UNIT = Words("{name} ({unit})", "{name} ({unit})")


def write_report(folder: Path, language: Language, path: Path) -> None:
    """Write the report of a results folder. Raises ``InputError``."""
    content = page(Report(list(_parts(folder, language))), language).encode()
    with writable(path, "--out", "a file that can be written"):
        if path == folder / path.name:
            write_made(folder, path.name, content)
        else:
            write_named(path, "--out", content)


def _parts(folder: Path, language: Language) -> Iterator[Part]:
    """All of it; ``language`` is that of the letters in the picture."""
    results, ready = Results(folder), ready_of(folder)
    city, states = ready.city, ready.states
    answers = over_states(results, city) if states else answer(results, city)
    rest = over_states(results, city, rest=True) if states else further(results, city)
    names = {plan.key: Words(plan.name.zh, plan.name.en) for plan in ready.plans}
    year = max((a.target_year for a in answers), default=0) or quarter_text(ready.job.until)[:4]
    title = ready.experiment.title
    yield Heading(ready.experiment.name if title is None else Words(title.zh, title.en), 1)
    yield Prose(runs_told(results), "quiet")
    yield Heading(Words("问题", "The question"))
    yield Prose(WORDS["asked"].format(city=city.name, year=year), "lead")
    yield Heading(Words("回答", "The answer"))
    for verdict in [] if states else told(results, city, ready.plans):
        for line in zip(*(text.split("\n") for text in verdict), strict=True):
            yield Prose(Words(*line), "lead")
    yield Entries([in_words(a, names, states) for a in answers], "answer")
    for line in notes(results, ready, answers):
        yield Prose(line, "quiet")
    if answers:
        yield Heading(Words("目标与方案", "Targets and plans"))
        yield _table(answers, names, results.reference)
        yield Prose(note(answers, states), "quiet")
    if drawn(results):
        shows = Words("路径", "Paths")
        draw = partial(
            draw_paths,
            results,
            city,
            point=None if states else 0,
            language=language,
            names={key: name.of(language) for key, name in names.items()},
        )
        yield Heading(shows)
        yield Figure("paths.png", draw, shows)
    if not states:
        yield from _who(results, city, language)
    points = _points(results, ready, names)
    if points is not None:
        yield Heading(Words("按情景", "By state of the world"))
        yield points
    for kind, analysis in ANALYSES.items():
        for path in sorted(folder.glob(f"{kind}-*.png")):
            asked = path.stem.removeprefix(f"{kind}-").replace("-", ", ")
            shows = Words(*(f"{text}: {asked}" for text in analysis))
            content = intact(folder, path.name, listed=False).read_bytes()
            yield Heading(shows)
            yield Figure(path.name, partial(_copy, content), shows)
    if rest:
        yield Heading(Words("其他结果", "Further outcomes"))
        yield _table(rest, names, results.reference)
    yield Heading(Words("结果的定义", "What the outcomes mean"))
    yield Entries(list(definitions(city, results)), "terms")
    yield Heading(Words("注意事项", "What to bear in mind"))
    yield Entries([Entry(text=caveat) for caveat in CAVEATS])
    yield Heading(Words("如何重现", "How to reproduce"))
    yield Entries(facts(results, ready), "terms")
    name = shlex.quote(folder.resolve().name)
    yield Prose(f"yuanqu verify {name} --sample 20\nyuanqu rerun {name} --out again", "code")


def _who(results: Results, city: City, language: Language) -> Iterator[Part]:
    """Who gains and who pays by each plan, of results that hold it."""
    if not {*expanded(needed(city), city)}.issubset(results.outcomes):
        return
    for plan in results.plans:
        if plan != results.reference:
            yield from who_section(who(results, city, plan), city, language)


def _copy(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def notes(results: Results, ready: Ready, answers: Sequence[OutcomeAnswer]) -> Iterator[Words]:
    """Under the answer: when and where it is, why of so many seeds, and what is not in it."""
    for quarter in sorted({a.quarter for a in answers}):
        yield WORDS["at"].format(quarter=quarter)
    made = str(results.manifest["ingredients"]["model"])
    if made != MODEL_VERSION:
        yield WORDS["older"].format(made=made, now=MODEL_VERSION)
    points = len(ready.job.points)
    if points > 1:
        yield WORDS["over_states" if ready.states else "at_defaults"].format(points=points)
    rule = ended(results)
    if rule is not None:
        yield sentence(rule)
    damaged = damaged_files(results.folder)
    if damaged:  # of those that are not read here
        yield WORDS["damaged"].format(files=", ".join(damaged))
    failed = results.failures().collect().height
    if failed:
        yield WORDS["failed"].format(failed=failed)
    if not results.finished:
        yield WORDS["unfinished"]


def note(answers: Sequence[OutcomeAnswer], states: int) -> Words:
    """What the numbers of the table are."""
    if not states:
        return WORDS["note"]
    seeds = max((s.seeds for a in answers for s in a.spreads.values()), default=0)
    which = "note_states" if seeds >= FEWEST else "note_few"
    return WORDS[which].format(states=states, seeds=seeds, least=FEWEST)


def runs_told(results: Results) -> Words:
    runs = results.runs.select("seed", "point").collect()
    return WORDS["runs_text"].format(
        runs=runs.height,
        plans=len(results.plans),
        points=runs["point"].n_unique(),
        seeds=runs["seed"].n_unique(),
    )


def name_with_unit(a: OutcomeAnswer) -> Words:
    """What an outcome is called, with its unit."""
    name = Words(a.name_zh, a.name_en)
    return WITH_UNIT.format(name=name, unit=unit_words(a.unit))


def in_words(a: OutcomeAnswer, names: Names, states: int) -> Entry:
    scale = unit_of(a.unit)[1]
    lines = []
    for plan, s in a.spreads.items():
        said: dict[str, object] = {"plan": names[plan], "median": number(s.median / scale)}
        if isnan(a.target):
            low, high = number(s.low / scale), number(s.high / scale)
            lines.append(WORDS["no_target"].format(**said, low=low, high=high))
            continue
        said |= {"target": number(a.target / scale), "chance": percent(s.probability)}
        said |= {"low": percent(s.probability_low), "high": percent(s.probability_high)}
        if isnan(s.probability):
            said |= {"reached": s.reached, "runs": s.runs, "least": FEWEST, "seeds": s.seeds}
            kind = "few_states" if states else "reaches_few"
        else:
            kind = "reaches_states" if states else "reaches"
        lines.append(WORDS[kind].format(**said))
    value = number(a.before / scale)
    before: Text = "" if isnan(a.before) else WORDS["before"].format(value=value)
    return Entry(name_with_unit(a), before, lines)


def _table(answers: Sequence[OutcomeAnswer], names: Names, reference: str) -> Table:
    targets = bool(targeted(answers))
    others = list(answers[0].differences)
    gain = WORDS["gain"].format(reference=names[reference])
    heads: list[Text] = [Words("结果", "outcome")]
    heads += [Words("目标", "target")] if targets else []
    heads += [Words("政策前", "before the policy"), *(names[plan] for plan in answers[0].spreads)]
    heads += [Words(": ", ": ").join([names[plan], gain]) for plan in others]
    rows = []
    for a in answers:
        scale = unit_of(a.unit)[1]
        row: list[Text] = [LINES.join([Words(a.name_zh, a.name_en), unit_words(a.unit)])]
        if targets:
            row.append("–" if isnan(a.target) else f"≥ {number(a.target / scale)}")
        row.append(number(a.before / scale))
        row += [_spread(a, plan, scale) for plan in a.spreads]
        row += [_difference(a.differences[plan], scale) for plan in others]
        rows.append(row)
    return Table(heads, rows)


def _spread(a: OutcomeAnswer, plan: str, scale: float) -> Words:
    s, targeted = a.spreads[plan], not isnan(a.target)
    lines: list[Text] = [*span(s, scale)]
    if targeted and isnan(s.probability):
        lines.append(_chance(s))
    elif targeted:
        low, high = percent(s.probability_low), percent(s.probability_high)
        lines.append(WORDS["chance"].format(chance=_chance(s), low=low, high=high))
    if not isnan(s.states[0]):
        worst, best = map(percent, s.states)
        lines.append(WORDS["states"].format(low=worst, high=best))
    for name, by_plan in a.readings.items():
        other = by_plan[plan]
        text = WORDS["reading"].format(name=WORDS[name], median=number(other.median / scale))
        lines.append(Words("; ", "; ").join([text, *([_chance(other)] if targeted else [])]))
    return LINES.join(lines)


def _chance(s: Spread) -> Text:
    """How likely a target is; of too few runs or seeds, how many runs reach it."""
    if isnan(s.probability) and s.runs:
        return WORDS["count"].format(reached=s.reached, runs=s.runs)
    return percent(s.probability)


def _difference(d: Difference, scale: float) -> Words:
    lines: list[Text] = [interval(d, scale)]
    if not isnan(d.low) and not isnan(d.states[0]):
        least, most = (number(v / scale, sign=True) for v in d.states)
        lines.append(WORDS["states"].format(low=least, high=most))
    return LINES.join(lines)


def _points(results: Results, ready: Ready, names: Names) -> Table | None:
    """Medians and chances of the targets by design point."""
    points = ready.job.points
    if not 1 < len(points) <= MOST_POINTS:
        return None
    by_point = [answer(results, ready.city, point) for point in range(len(points))]
    if not all(by_point):
        return None
    factors = list(results.factors)
    known = known_factors(ready.job.city, ready.plans)
    heads: list[Text] = [f"{name} ({known[name].unit})" for name in factors]
    rows = []
    for point, answers in zip(points, by_point, strict=True):
        values = {name: f"{value:g}" for name, value in point}
        at = [values.get(name, WORDS["default"]) for name in factors]
        for plan in results.plans:
            cells = []
            for a in targeted(answers):
                median = number(a.spreads[plan].median / unit_of(a.unit)[1])
                cells.append(LINES.join([median, _chance(a.spreads[plan])]))
            rows.append([*at, names[plan], *cells])
    return Table([*heads, "", *map(name_with_unit, targeted(by_point[0]))], rows)


def definitions(city: City, results: Results) -> Iterator[Entry]:
    """Help texts of the outcomes that are kept, with the thresholds of each strictness."""
    thresholds = of_city(city).model_dump(exclude_unset=True)
    for outcome in OUTCOMES:
        if outcome.key not in results.outcomes:
            continue
        levels = []
        for level in LEVELS if outcome.key in thresholds else ():
            said = [
                _threshold(name, value)
                for name, value in (thresholds[outcome.key].get(level) or {}).items()
                if city.has_vehicles or name != "vehicles"
            ]
            if said:
                levels.append(Words("：", ": ").join([WORDS[level], COMMAS.join(said)]))
        help_ = Words(outcome.help(city, "zh"), outcome.help(city, "en"))
        yield Entry(Words(outcome.name_zh, outcome.name_en), help_, levels)


def _threshold(name: str, value: Any) -> Words:
    counted = isinstance(value, int | float)
    text: Text = f"{value:,.10g}" if counted else VEHICLES[str(value)]
    text = str(value) if name == "prices_of" else text  # a year has no comma
    return THRESHOLDS[name].format(x=text)


def facts(results: Results, ready: Ready) -> list[Entry]:
    made = results.manifest["ingredients"]
    runs = results.runs.select(pl.col("seed").min().alias("a"), pl.col("seed").max().alias("b"))
    first, last = runs.collect().row(0)
    span_of_seeds = Words(*(f"{text} ({first}–{last})" for text in runs_told(results)))
    version = f"yuanqu {made['yuanqu']}, model {made['model']}"
    identity = str(results.manifest["identity"])
    return [
        Entry(Words("实验", "experiment"), ready.experiment.name),
        Entry(Words("运行", "runs"), span_of_seeds),
        Entry(Words("模型", "model"), version),
        Entry(Words("标识（SHA-256）", "identity (SHA-256)"), identity),
    ]
