"""A folder of results, read lazily: nothing is loaded before it is asked for.

``Results("out/headline").ensemble("output_plan").collect()`` in a notebook; the same files can be
read by DuckDB, R or anything else that knows Parquet. A folder whose sweep is not finished yet
shows the batches that are there.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from engine.document import InputError, did_you_mean
from experiments.runs.batch import FAILED
from experiments.runs.folder.parts import Held
from experiments.runs.folder.store import read_manifest
from experiments.runs.folder.sums import intact, noted
from experiments.runs.frames import METRICS, RUNS


class Results:
    """The tables of an experiment and the questions that are always asked of them."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        manifest = read_manifest(self.folder)
        if manifest is None:
            raise InputError(str(folder), 0, 0, "", "a folder with results", "none")
        self.manifest: dict[str, Any] = manifest

    @property
    def finished(self) -> bool:
        """Whether all runs are there."""
        return (self.folder / f"{RUNS}.parquet").is_file()

    @property
    def plans(self) -> tuple[str, ...]:
        """The keys of the plans, in the experiment's order."""
        return tuple(self.manifest["ingredients"]["experiment"]["plans"])

    @property
    def reference(self) -> str:
        """The plan that the others are compared with."""
        return str(self.manifest["ingredients"]["experiment"]["reference"])

    @cached_property
    def factors(self) -> tuple[str, ...]:
        """The names of the factors."""
        names = self.runs.collect_schema().names()
        return tuple(names[names.index("plan") + 1 : names.index("status")])

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The columns of outcomes."""
        return tuple(self.metrics.collect_schema().names()[2:])

    @property
    def runs(self) -> pl.LazyFrame:
        """One row a run: seed, design point, plan, the factors' values, status, error."""
        return self.table(RUNS)

    @property
    def metrics(self) -> pl.LazyFrame:
        """One row per run and quarter, one column per outcome."""
        return self.table(METRICS)

    def table(self, name: str) -> pl.LazyFrame:
        """A table by name: ``runs``, ``metrics``, ``firms``, ``parks``.

        Raises ``InputError`` where its files are not as they were written.
        """
        whole = f"{name}.parquet"
        if self.finished and ((self.folder / whole).is_file() or whole in noted(self.folder)):
            return pl.scan_parquet(intact(self.folder, whole), glob=False)
        lists = noted(self.folder)
        held = Held.by(self.folder, lambda file: intact(self.folder, file, lists=lists))
        rows = held.rows(name)
        if rows is None:
            raise InputError(str(self.folder), 0, 0, "", f"the table {name!r}", "none")
        return rows

    def failures(self) -> pl.LazyFrame:
        """The runs that failed, each with its error."""
        return self.runs.filter(pl.col("status") == FAILED)

    def paths(self, outcomes: Sequence[str] | None = None) -> pl.LazyFrame:
        """Outcomes by run and quarter, with seed, point, plan and factors."""
        names = list(self.outcomes if outcomes is None else outcomes)
        for name in names:
            self._check(name)
        keys = self.runs.select("run", "seed", "point", "plan", *self.factors)
        metrics = self.metrics.select(
            "run", "quarter", *(pl.col(n).cast(pl.Float64) for n in names)
        )
        return metrics.join(keys, on="run", maintain_order="left").select(
            "run", "seed", "point", "plan", *self.factors, "quarter", *names
        )

    def ensemble(self, outcome: str, quarter: str | None = None) -> pl.LazyFrame:
        """An outcome over the seeds: one row per point, plan and quarter.

        Columns ``runs``, ``mean``, ``sd``, ``q10``, ``q50``, ``q90``. ``quarter`` keeps one.
        """
        frame = self.paths([outcome])
        if quarter is not None:
            frame = frame.filter(pl.col("quarter") == quarter)
        value = pl.col(outcome)
        return (
            frame.group_by("point", "plan", *self.factors, "quarter", maintain_order=True)
            .agg(
                runs=pl.len(),
                mean=value.mean(),
                sd=value.std(),
                q10=value.quantile(0.1, "linear"),
                q50=value.quantile(0.5, "linear"),
                q90=value.quantile(0.9, "linear"),
            )
            .sort("point", "plan", "quarter")
        )

    def paired(
        self, plan_a: str, plan_b: str, outcomes: Sequence[str] | None = None
    ) -> pl.LazyFrame:
        """Outcomes of ``plan_a`` minus those of ``plan_b`` by seed, point and quarter.

        Only pairs of which both runs are there.
        """
        names = list(self.outcomes if outcomes is None else outcomes)
        for plan in (plan_a, plan_b):
            if plan not in self.plans:
                expected = f"one of the plans ({', '.join(self.plans)})"
                raise InputError("", 0, 0, "plan", expected, repr(plan))
        keys = ["seed", "point", *self.factors, "quarter"]
        frame = self.paths(names).drop("run")
        a, b = (
            frame.filter(pl.col("plan") == plan).drop("plan").rename(dict(new))
            for plan, new in ((plan_a, {}), (plan_b, {n: f"{n} of b" for n in names}))
        )
        b = b.drop(self.factors)
        joined = a.join(b, on=["seed", "point", "quarter"], maintain_order="left")
        return joined.select(*keys, *(pl.col(n) - pl.col(f"{n} of b") for n in names))

    def _check(self, outcome: str) -> None:
        if outcome not in self.outcomes:
            expected = f"an outcome{did_you_mean(outcome, self.outcomes)}"
            raise InputError("", 0, 0, "outcome", expected, repr(outcome))
