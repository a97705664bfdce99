"""What a folder's factors are: the unit of each, and the values between which it varied."""

from dataclasses import dataclass

from abm.settings import known_factors
from engine.document import InputError
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import EXPERIMENT
from experiments.studies.experiment import read_experiment
from experiments.studies.kept import intact_inputs
from experiments.studies.origin import Origin
from experiments.studies.resolve import city_of, plans_of


@dataclass(frozen=True)
class FactorFact:
    """Unit of a factor and the ends of the range that an experiment gave it."""

    unit: str
    low: float
    high: float

    @property
    def range(self) -> str:
        """From the lowest to the highest value."""
        return f"{self.low:g} … {self.high:g}"


def factor_facts(results: Results) -> dict[str, FactorFact]:
    """By factor; empty where the folder's city or plans can't be read any more.

    Raises InputError for a damaged experiment, or where what it was made of is damaged.
    """
    intact_inputs(results.folder)
    try:
        experiment, document = read_experiment(str(results.folder / EXPERIMENT))
        origin = Origin(document)
        city_name, city = city_of(experiment, origin)
        known = known_factors(city_name, plans_of(experiment, city, origin)[1])
    except InputError:
        return {}
    points = results.runs.select(results.factors).collect()
    return {
        name: FactorFact(known[name].unit, _end(points[name].min()), _end(points[name].max()))
        for name in results.factors
        if name in known
    }


def _end(value: object) -> float:
    return float(value) if isinstance(value, float | int) else float("nan")
