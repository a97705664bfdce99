"""A folder of results as one HTML file that opens anywhere, without a network."""

import base64
import shlex
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined

from abm.outcomes import OUTCOMES
from abm.outcomes.definitions import of_city
from abm.settings import known_factors
from abm.version import MODEL_VERSION
from agents.city import City
from agents.columns import LEVELS
from engine.calendar import quarter_text
from experiments.reports.answer_table import number, percent
from experiments.reports.picture import draw_paths
from experiments.reports.report_words import CAVEATS, WORDS, Language
from experiments.reports.stopping_words import sentence
from experiments.reports.threshold_words import THRESHOLDS, VEHICLES
from experiments.reports.units import unit_of
from experiments.reports.verdict_told import told
from experiments.runs.folder.files import not_writable
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

MOST_POINTS = 60
"""Design points that the report lists."""

ANALYSES = ("sensitivity-*.png", "discover-*.png")
"""Pictures of analyses that are in the folder."""

Cell = Sequence[str]
"""Lines of a cell; the first one large."""


@dataclass(frozen=True)
class Grid:
    """A table: heads, and rows of cells."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write_report(folder: Path, language: Language, path: Path) -> None:
    """Write the report of a results folder. Raises ``InputError``."""
    page = report(folder, language).encode()
    try:
        if path == folder / path.name:
            write_made(folder, path.name, page)
        else:
            write_named(path, "--out", page)
    except OSError as error:
        raise not_writable(path, "--out", error, "a file that can be written") from error


def report(folder: Path, language: Language) -> str:
    """The report as HTML, pictures within."""
    results = Results(folder)
    ready = ready_of(folder)
    city, words = ready.city, WORDS[language]
    states = ready.states
    answers = over_states(results, city) if states else answer(results, city)
    rest = over_states(results, city, rest=True) if states else further(results, city)
    environment = Environment(
        loader=PackageLoader("experiments.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    names = _plan_names(ready, language)
    year = max((a.target_year for a in answers), default=0)
    city_name = city.name.zh if language == "zh" else city.name.en
    return environment.get_template("report.html").render(
        language=language,
        words=words,
        title=_title(ready, language),
        subtitle=_runs(results, words),
        verdict=[] if states else told(results, city, ready.plans, [language]),
        asked=words["asked"].format(city=city_name, year=year or quarter_text(ready.job.until)[:4]),
        answers=[_in_words(a, names, language, states) for a in answers],
        notes=_notes(results, ready, answers, language),
        note=_note(answers, states, words),
        tables=_table(answers, names, results.reference, language) if answers else None,
        picture=_picture(results, city, None if states else 0, language, names),
        points=_points(results, ready, language),
        figures=[
            {
                "title": _named(found.stem, words),
                "source": data_uri(intact(folder, found.name, listed=False).read_bytes()),
            }
            for pattern in ANALYSES
            for found in sorted(folder.glob(pattern))
        ],
        further=_table(rest, names, results.reference, language),
        definitions=_definitions(city, results, language),
        caveats=CAVEATS[language],
        facts=_facts(results, ready, words),
        commands=_commands(folder),
    )


def _checked(picture: Path) -> bytes:
    return intact(picture.parent, picture.name, listed=False).read_bytes()


def _named(stem: str, words: Mapping[str, str]) -> str:
    """``sensitivity-firms-2024Q4`` as a heading."""
    kind, _, asked = stem.partition("-")
    return f"{words[kind]}: {asked.replace('-', ', ')}"


def _commands(folder: Path) -> str:
    name = shlex.quote(folder.resolve().name)
    return f"yuanqu verify {name} --sample 20\nyuanqu rerun {name} --out again"


def _notes(
    results: Results, ready: Ready, answers: Sequence[OutcomeAnswer], language: Language
) -> list[str]:
    """Under the answer: when and where it is, why of so many seeds, and what is not in it."""
    words = WORDS[language]
    found = [words["at"].format(quarter=q) for q in sorted({a.quarter for a in answers})]
    made = str(results.manifest["ingredients"]["model"])
    if made != MODEL_VERSION:
        found.append(words["older"].format(made=made, now=MODEL_VERSION))
    points = len(ready.job.points)
    if points > 1:
        what = "over_states" if ready.states else "at_defaults"
        found.append(words[what].format(points=points))
    rule = ended(results)
    if rule is not None:
        found.append(sentence(rule, language))
    damaged = damaged_files(results.folder)
    if damaged:  # of those that are not read here
        found.append(words["damaged"].format(files=", ".join(damaged)))
    failed = results.failures().collect().height
    if failed:
        found.append(words["failed"].format(failed=failed))
    return found if results.finished else [*found, words["unfinished"]]


def _note(answers: Sequence[OutcomeAnswer], states: int, words: Mapping[str, str]) -> str:
    """What the numbers of the table are."""
    if not states:
        return words["note"]
    seeds = max((s.seeds for a in answers for s in a.spreads.values()), default=0)
    which = "note_states" if seeds >= FEWEST else "note_few"
    return words[which].format(states=states, seeds=seeds, least=FEWEST)


def data_uri(png: bytes) -> str:
    """A picture as text that stands in the page itself."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _title(ready: Ready, language: Language) -> str:
    title = ready.experiment.title
    if title is None:
        return ready.experiment.name
    return title.zh if language == "zh" else title.en


def _plan_names(ready: Ready, language: Language) -> dict[str, str]:
    return {plan.key: plan.name.zh if language == "zh" else plan.name.en for plan in ready.plans}


def _runs(results: Results, words: Mapping[str, str]) -> str:
    runs = results.runs.select("seed", "point").collect()
    return words["runs_text"].format(
        runs=runs.height,
        plans=len(results.plans),
        points=runs["point"].n_unique(),
        seeds=runs["seed"].n_unique(),
    )


def _in_words(
    a: OutcomeAnswer, names: Mapping[str, str], language: Language, states: int
) -> dict[str, Any]:
    unit, scale = unit_of(a.unit, language)
    words = WORDS[language]
    lines = []
    for plan, s in a.spreads.items():
        values: dict[str, str] = {
            "plan": names[plan],
            "median": number(s.median / scale),
            "low": number(s.low / scale),
            "high": number(s.high / scale),
        }
        if isnan(a.target):
            lines.append(words["no_target"].format(**values))
            continue
        values |= {
            "chance": percent(s.probability),
            "low": percent(s.probability_low),
            "high": percent(s.probability_high),
            "target": number(a.target / scale),
        }
        if isnan(s.probability):
            values |= {"reached": str(s.reached), "runs": str(s.runs), "least": str(FEWEST)}
            values |= {"seeds": str(s.seeds)}
            lines.append(words["few_states" if states else "reaches_few"].format(**values))
        else:
            lines.append(words["reaches_states" if states else "reaches"].format(**values))
    name = a.name_zh if language == "zh" else a.name_en
    before = "" if isnan(a.before) else number(a.before / scale)
    return {"name": f"{name} ({unit})", "before": before, "lines": lines}


def _table(
    answers: Sequence[OutcomeAnswer], names: Mapping[str, str], reference: str, language: Language
) -> Grid | None:
    if not answers:
        return None
    words = WORDS[language]
    targets = any(not isnan(a.target) for a in answers)
    others = list(answers[0].differences)
    heads = [words["outcome"], *([words["target"]] if targets else []), words["before"]]
    heads += [names[plan] for plan in answers[0].spreads]
    gain = words["gain"].format(reference=names[reference])
    heads += [f"{names[plan]}: {gain}" for plan in others]
    rows = []
    for a in answers:
        unit, scale = unit_of(a.unit, language)
        name = a.name_zh if language == "zh" else a.name_en
        row: list[Cell] = [(name, unit)]
        if targets:
            row.append(("–" if isnan(a.target) else f"≥ {number(a.target / scale)}",))
        row.append((number(a.before / scale),))
        for plan, s in a.spreads.items():
            readings = {name: by_plan[plan] for name, by_plan in a.readings.items()}
            row.append(_spread(a, s, readings, scale, words))
        row += [_difference(a.differences[plan], scale, words) for plan in others]
        rows.append(row)
    return Grid(heads, rows)


def _spread(
    a: OutcomeAnswer,
    s: Spread,
    readings: Mapping[str, Spread],
    scale: float,
    words: Mapping[str, str],
) -> Cell:
    lines = [
        number(s.median / scale),
        f"[{number(s.low / scale)}, {number(s.high / scale)}]",
    ]
    if not isnan(a.target):
        told = _chance(s, words)
        if not isnan(s.probability):
            low, high = percent(s.probability_low), percent(s.probability_high)
            told = f"{words['chance']} {told} ({low}–{high})"
        lines.append(told)
    if not isnan(s.states[0]):
        worst, best = map(percent, s.states)
        lines.append(words["states"].format(low=worst, high=best))
    for name, other in readings.items():
        told = "" if isnan(a.target) else f"; {_chance(other, words)}"
        lines.append(f"{words[name]} {number(other.median / scale)}{told}")
    return lines


def _chance(s: Spread, words: Mapping[str, str]) -> str:
    """How likely a target is; of too few runs or seeds, how many runs reach it."""
    if isnan(s.probability) and s.runs:
        return words["count"].format(reached=s.reached, runs=s.runs)
    return percent(s.probability)


def _difference(d: Difference, scale: float, words: Mapping[str, str]) -> Cell:
    mean = number(d.mean / scale, sign=True)
    if isnan(d.low):
        return (mean,)
    low, high = number(d.low / scale, sign=True), number(d.high / scale, sign=True)
    lines = [mean, f"[{low}, {high}]"]
    if not isnan(d.states[0]):
        least, most = (number(v / scale, sign=True) for v in d.states)
        lines.append(words["states"].format(low=least, high=most))
    return lines


def _picture(
    results: Results,
    city: City,
    point: int | None,
    language: Language,
    names: Mapping[str, str],
) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paths.png"
        draw_paths(results, city, path, point, language, names)
        return data_uri(path.read_bytes()) if path.is_file() else ""


def _points(results: Results, ready: Ready, language: Language) -> Grid | None:
    """Medians and chances of the targets by design point."""
    points = ready.job.points
    if not 1 < len(points) <= MOST_POINTS:
        return None
    by_point = [answer(results, ready.city, point) for point in range(len(points))]
    if not all(by_point):
        return None
    shown = [a.outcome for a in by_point[0] if not isnan(a.target)]
    factors = list(results.factors)
    names = _plan_names(ready, language)
    known = known_factors(ready.job.city, ready.plans)
    heads = [*(f"{name} ({known[name].unit})" for name in factors), ""]
    heads += [
        f"{a.name_zh if language == 'zh' else a.name_en} ({unit_of(a.unit, language)[0]})"
        for a in by_point[0]
        if a.outcome in shown
    ]
    rows = []
    for point, answers in zip(points, by_point, strict=True):
        values = dict(point)
        default = WORDS[language]["default"]
        at = [(f"{values[name]:g}" if name in values else default,) for name in factors]
        for plan in results.plans:
            cells: list[Cell] = []
            for a in answers:
                if a.outcome in shown:
                    s = a.spreads[plan]
                    scale = unit_of(a.unit, language)[1]
                    cells.append((number(s.median / scale), _chance(s, WORDS[language])))
            rows.append([*at, (names[plan],), *cells])
    return Grid(heads, rows)


def _definitions(city: City, results: Results, language: Language) -> list[dict[str, Any]]:
    """Help texts of the outcomes that are kept, with the thresholds of each strictness."""
    thresholds = of_city(city).model_dump(exclude_unset=True)
    words = WORDS[language]
    found = []
    for outcome in OUTCOMES:
        if outcome.key not in results.outcomes:
            continue
        levels = []
        for level in LEVELS if outcome.key in thresholds else ():
            values = thresholds[outcome.key].get(level)
            if values:
                said = [
                    _threshold(name, value, language)
                    for name, value in values.items()
                    if city.has_vehicles or name != "vehicles"
                ]
                if not said:
                    continue
                comma, colon = ("，", "：") if language == "zh" else (", ", ": ")
                levels.append(f"{words[level]}{colon}{comma.join(said)}")
        found.append(
            {
                "name": outcome.name_zh if language == "zh" else outcome.name_en,
                "text": outcome.help(city, language),
                "levels": levels,
            }
        )
    return found


def _threshold(name: str, value: Any, language: Language) -> str:
    text = f"{value:,.10g}" if isinstance(value, int | float) else VEHICLES[language][str(value)]
    text = str(value) if name == "prices_of" else text  # a year has no comma
    return THRESHOLDS[language][name].format(text)


def _facts(results: Results, ready: Ready, words: Mapping[str, str]) -> list[tuple[str, str]]:
    made = results.manifest["ingredients"]
    runs = results.runs.select(pl.col("seed").min().alias("a"), pl.col("seed").max().alias("b"))
    first, last = runs.collect().row(0)
    return [
        (words["experiment"], ready.experiment.name),
        (words["runs"], f"{_runs(results, words)} ({first}–{last})"),
        (words["model"], f"yuanqu {made['yuanqu']}, model {made['model']}"),
        (words["identity"], str(results.manifest["identity"])),
    ]
