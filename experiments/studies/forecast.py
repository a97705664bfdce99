"""A forecast that is sealed before it can be known, and scored when it can.

Made of an ordinary sweep of a later question, on the histories that agree with what has happened by
then (``experiments.studies.histories``). A table holds what each run made of each outcome at the
end of each year, under the plan in question and without it; the seal beside it says how it is to
be scored, and the digest of the table. Who publishes the seal's digest can change neither later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from abm.outcomes import OUTCOMES, columns
from abm.outcomes.registry import units
from abm.version import MODEL_VERSION
from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR, quarter_text
from engine.document import InputError, Integer, Number, Text, did_you_mean, read_table
from experiments.runs.folder.identity import SOURCES
from experiments.runs.folder.results import Results
from experiments.runs.frames import parquet
from experiments.studies.arrays import Floats
from experiments.studies.backtest.skill import crps
from experiments.studies.histories import facts_of
from experiments.studies.identity import versions
from experiments.studies.kept import SEAL, SEALED
from experiments.studies.seeds import agreeing

RULE = (
    "CRPS of the runs' own distribution under the plan that was in force, mean |x - y| - mean "
    "|x - x'| / 2: in natural logs (values below a thousandth of the figure as that) of outcomes "
    "that are amounts, in their unit of those that are shares; less is better"
)
RATES = ("share", "fraction")
KEYS = ("plan", "seed", "year")


def outcomes_of(city: City) -> tuple[str, ...]:
    """The outcomes that a forecast tells: all that are reported by name and that the city has."""
    there = set(columns(city))
    names = [named.key for outcome in OUTCOMES for named in outcome.reported]
    return tuple(dict.fromkeys(name for name in names if name in there))


def check_conditioned(name: str, city: City) -> None:
    """Raise InputError for a question about which nothing has happened yet, and where no histories
    are sorted out by this version of the model."""
    facts_of(name)
    if agreeing(city) is None:
        where = str(city.path("histories.csv"))
        expected = f"histories of model version {MODEL_VERSION} (yuanqu city histories "
        expected += f"{name.partition('@')[0]} --year {city.year})"
        raise InputError(where, 0, 0, "model", expected, "none")


def table_of(results: Results, city: City) -> pl.DataFrame:
    """Outcomes by plan, seed and year, from the last year before the policy on."""
    first = city.policy_start // QUARTERS_PER_YEAR - 1
    years = range(first, city.year + 1)
    ends = {quarter_text(year * QUARTERS_PER_YEAR + 3): year for year in years}
    names = results.outcomes
    rows = results.paths(names).filter(pl.col("quarter").is_in(list(ends))).collect()
    year = pl.col("quarter").replace_strict(ends, return_dtype=pl.Int64).alias("year")
    return rows.select("plan", "seed", year, *(pl.col(name).cast(pl.Float32) for name in names))


def sealed(results: Results, city: City, question: str, date: str) -> dict[str, bytes]:
    """The two files of a forecast by name: the table, and the seal, made on a ``date``.

    Raises InputError where runs failed: those that are left would be another distribution.
    """
    failed = results.failures().collect().height
    if failed:
        expected = "runs of which none failed"
        raise InputError(str(results.folder), 0, 0, "--out", expected, f"{failed} that did")
    frame = table_of(results, city)
    content = parquet(frame)
    known = results.manifest["ingredients"]
    code = json.dumps(known[SOURCES], sort_keys=True).encode()
    told: dict[str, Any] = {
        "what": "a forecast of yuanqu",
        "made": date,
        "city": city.key,
        "question": city.year,
        "cut": quarter_text(city.policy_start - 1),
        "conditioned_on": [f"{fact.name} {fact.year}" for fact in facts_of(question)],
        "plans": known["plan_digests"],
        "reference": results.reference,
        "seeds": frame["seed"].unique().sort().to_list(),
        "years": [int(year) for year in frame["year"].unique().sort()],
        "units": {name: unit for name, unit in units().items() if name in frame.columns},
        "rule": RULE,
        "model": MODEL_VERSION,
        "data": known["city_digest"],
        "sources": hashlib.sha256(code).hexdigest(),
        "libraries": versions()["libraries"],
        "table": {"file": SEALED, "sha256": hashlib.sha256(content).hexdigest()},
    }
    told["digest"] = digest_of(told)
    return {SEALED: content, SEAL: (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()}


def digest_of(told: Mapping[str, Any]) -> str:
    """SHA-256 of a seal without its own digest, as JSON with sorted keys and no spaces."""
    rest = {name: value for name, value in told.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Forecast:
    """A sealed forecast as it was read: ``told`` its seal, ``table`` the runs."""

    told: Mapping[str, Any]
    table: pl.DataFrame

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(name for name in self.table.columns if name not in KEYS)

    def sample(self, plan: str, year: int, outcome: str) -> Floats:
        """What the runs made of an outcome, (seeds,)."""
        rows = self.table.filter((pl.col("plan") == plan) & (pl.col("year") == year))
        return rows[outcome].cast(pl.Float64).to_numpy()


def read_forecast(folder: Path, digest: str | None = None) -> Forecast:
    """A sealed forecast. Raises InputError where seal or table are not as they were sealed, or not
    what the published ``digest`` says."""
    seal, table = folder / SEAL, folder / SEALED
    try:
        told = json.loads(seal.read_text(encoding="utf-8"))
        known, file_sum = told["digest"], told["table"]["sha256"]
        content = table.read_bytes()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        expected = f"a folder with a sealed forecast ({SEAL}, {SEALED})"
        raise InputError(str(folder), 0, 0, "--score", expected, "none") from None
    if digest_of(told) != known:
        raise InputError(str(seal), 0, 0, "digest", f"{known}, as sealed", "a changed seal")
    if digest is not None and known != digest:
        raise InputError(str(seal), 0, 0, "--digest", f"{digest}, as published", known)
    if hashlib.sha256(content).hexdigest() != file_sum:
        raise InputError(str(table), 0, 0, "sha256", f"{file_sum}, as sealed", "a changed table")
    return Forecast(told, pl.read_parquet(BytesIO(content)))


@dataclass(frozen=True)
class Scored:
    """A fact beside the forecast; ``no_change`` the score of the year before the policy carried
    on."""

    outcome: str
    year: int
    actual: float
    unit: str
    source: str
    low: float
    median: float
    high: float
    crps: float
    without: float
    """The score under the reference plan."""
    no_change: float

    @property
    def covered(self) -> bool:
        return self.low <= self.actual <= self.high


def facts_from(path: Path, forecast: Forecast) -> list[tuple[str, int, float, str]]:
    """Facts of a CSV file: outcome, year, value, source. Raises InputError, by line, for an outcome
    or a year that the forecast does not have."""
    years = [int(year) for year in forecast.told["years"]][1:]
    schema = {
        "outcome": Text(),
        "year": Integer(low=years[0], high=years[-1]),
        "value": Number(),
        "source": Text(),
    }
    table = read_table(path, schema, unique=("outcome", "year"))
    known = forecast.outcomes
    for row, name in enumerate(table.columns["outcome"]):
        if name not in known:
            expected = f"an outcome of the forecast{did_you_mean(name, known)}"
            raise table.error(row, "outcome", expected, repr(name))
    if not len(table):
        raise InputError(str(path), 0, 0, "--facts", "a figure or more", "none")
    return list(zip(*(table.columns[name] for name in schema), strict=True))


def score(
    forecast: Forecast, facts: Sequence[tuple[str, int, float, str]], plan: str
) -> list[Scored]:
    """Every fact scored under the ``plan`` that was in force. Raises InputError for one that the
    forecast is not about."""
    plans = [*forecast.told["plans"]]
    if plan not in plans:
        expected = f"one of {', '.join(plans)}{did_you_mean(plan, plans)}"
        raise InputError("", 0, 0, "--plan", expected, repr(plan))
    before = int(forecast.told["years"][0])
    found = []
    for outcome, year, actual, source in facts:
        unit = forecast.told["units"].get(outcome, "")
        own = forecast.sample(plan, year, outcome)
        other = forecast.sample(forecast.told["reference"], year, outcome)
        last = np.median(forecast.sample(plan, before, outcome))
        low, median, high = np.quantile(own, [0.1, 0.5, 0.9]).tolist()
        mine, without, no_change = (_score(x, actual, unit) for x in (own, other, np.array([last])))
        found.append(
            Scored(outcome, year, actual, unit, source, low, median, high, mine, without, no_change)
        )
    return found


def _score(sample: Floats, actual: float, unit: str) -> float:
    if unit in RATES:
        return crps(sample, actual)
    least = max(1e-3 * abs(actual), 1e-12)
    return crps(np.log(np.maximum(sample, least)), float(np.log(max(actual, least))))
