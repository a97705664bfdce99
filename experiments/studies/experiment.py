"""The experiment file: what to run, as a person writes it."""

from collections.abc import Callable, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from abm.draw_names import DRAWN, pattern
from abm.parameter_sets import BY_SEED, DEFAULT_SET, SETS, which_parameters
from abm.shipped import DEFAULT_CITY
from abm.worlds import DEFAULT_WORLD, WORLDS, which_world
from agents.city import Names
from engine.document import Document, InputError, QuarterIndex, did_you_mean, read_yaml, validate
from experiments.runs.runtime import Runtime
from experiments.studies.designs import Design, GridDesign
from experiments.studies.factors import Factor
from experiments.studies.seeds import FIRST_SEED
from experiments.studies.stopping import MOST, Stop

Table = Literal["firms", "parks"]


def _named(
    check: Callable[[object], str], words: Sequence[str], drawn: Sequence[str] = DRAWN
) -> tuple[AfterValidator, WithJsonSchema]:
    """What makes a text one of ``words`` or the draw of a seed."""

    def validator(name: str) -> str:
        try:
            return check(name)
        except InputError as wrong:
            raise ValueError(f"expected {wrong.expected}, got another") from None

    return AfterValidator(validator), WithJsonSchema(
        {"type": "string", "pattern": pattern(words, drawn)}
    )


World = Annotated[str, *_named(which_world, WORLDS)]
ParameterSet = Annotated[str, *_named(which_parameters, SETS, BY_SEED)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Seeds(_Strict):
    """Seeds ``first`` … ``first + count - 1``; every plan and design point gets all of them."""

    first: Annotated[int, Field(ge=0, lt=2**62)] = FIRST_SEED
    count: Annotated[int, Field(ge=1, le=MOST)]


class Experiment(_Strict):
    """An experiment: plans × design points × seeds of one city."""

    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_.\-]*$")]
    title: Names | None = None
    citation: str | None = None
    """How to cite the experiment: text for the reader, no part of what is computed."""
    city: Annotated[str, Field(min_length=1)] = DEFAULT_CITY
    year: int | None = None
    """The year that is asked about; none = the city's first question."""
    plans: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """None = the city's baseline and its main plan."""
    reference: str | None = None
    """The plan that the others are compared with; the city's baseline if it is among the plans,
    else the first."""
    seeds: Seeds
    world: World = DEFAULT_WORLD
    """Which national markets: each seed's own draw, or one that all share."""
    parameters: ParameterSet = DEFAULT_SET
    """The city's, or each seed's own within their ranges or of the posterior; factors and constants
    as given."""
    stop: Stop | None = None
    """Stop before ``seeds.count`` once an interval is narrow enough."""
    until: QuarterIndex | None = None
    """The last quarter; none = the end of the city's data."""
    constants: dict[str, float] = Field(default_factory=dict)
    """Parameters and instruments that hold one value of the experiment's own in every run."""
    factors: tuple[Factor, ...] = ()
    design: Design = GridDesign()
    outcomes: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """The outcomes to keep; none = all."""
    tables: tuple[Table, ...] = ("firms", "parks")
    """The tables to keep of each run's last quarter."""
    runtime: Runtime = Runtime()
    made_with: dict[str, Any] | None = None
    """Versions and digests, as a results folder records them; ignored when the file is read."""


def shipped() -> tuple[str, ...]:
    """The names of the experiments that come with the package."""
    entries = files("experiments").joinpath("configs").iterdir()
    return tuple(sorted(e.name.removesuffix(".yaml") for e in entries if e.name.endswith(".yaml")))


def find_experiment(name_or_path: str) -> Path | Traversable:
    """An experiment's file: any path, or the name of one that comes with the package."""
    path = Path(name_or_path)
    known = shipped()
    if path.exists() or (path.suffix in {".yaml", ".yml"} and path.stem not in known):
        return path
    if name_or_path in known:
        return files("experiments").joinpath("configs", f"{name_or_path}.yaml")
    expected = f"an experiment ({', '.join(known)}) or the path of an experiment's YAML file"
    raise InputError("", 0, 0, "FILE", expected + did_you_mean(name_or_path, known), name_or_path)


def read_experiment(name_or_path: str) -> tuple[Experiment, Document]:
    """Read an experiment's file; the document holds the place of each value.

    Raises ``InputError`` with file, line and column.
    """
    document = read_yaml(find_experiment(name_or_path))
    return validate(document, Experiment), document
