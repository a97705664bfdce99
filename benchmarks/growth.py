"""Cost of a firm and quarter as the city grows, all steps."""

from __future__ import annotations

from time import process_time

from benchmarks.clock import seconds
from benchmarks.row import Row
from benchmarks.scaled import ScaledCity

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
QUARTERS = 8


def measure(quick: bool) -> list[Row]:
    """The first two years of cities of several sizes, construction apart."""
    rows, costs = [], []
    for size in SIZES[:3] if quick else SIZES:
        with ScaledCity(size) as city:
            city.model(seed=0)  # loads the data
            began = process_time()
            model = city.model()
            built = process_time() - began

            def run(model=model) -> None:
                for _ in range(QUARTERS):
                    model.step()

            repeats = 1 if quick or size > 10_000 else 3
            spent = [seconds(run)]
            for _ in range(repeats - 1):
                model = city.model()
                spent.append(seconds(lambda model=model: run(model)))
        firms = float(model.record.column("firms").sum())
        costs.append(min(spent) / firms * 1e6)
        rows.append(Row(f"{size:,} firms: construction", built / size * 1e6, "µs a firm"))
        rows.append(Row(f"{size:,} firms: all steps", costs[-1], "µs a firm-quarter"))
    rows.append(Row("largest by the lowest", costs[-1] / min(costs), "times", at_most=1.3))
    return rows
