"""The model of ``city.yaml``: the city's names, dates and governments."""

from pydantic import Field

from agents.city import Government, Names, Strict
from engine.calendar import QUARTERS_PER_YEAR
from engine.document import Document, InputError, QuarterIndex


class Horizon(Strict):
    """A later question of the same city: what is asked when its first plan has run out."""

    year: int = Field(ge=1900, le=2200, description="the year that is asked about")
    policy_start: QuarterIndex = Field(
        description="the first quarter in which the policy in question may act"
    )
    before: str = Field(description="the plan in force until then, whichever is in question")
    baseline: str = Field(description="the plan that others are compared with")
    main_plan: str = Field(description="the plan in question")
    given: tuple[str, ...] = Field(
        default=(),
        description="series of what has happened by then, by which histories are sorted out",
    )
    given_error: float | None = Field(
        default=None,
        gt=0,
        le=2,
        description="standard deviation of ln of the model by such a series; needed with given",
    )

    @property
    def end(self) -> int:
        """The last quarter of a run."""
        return self.year * QUARTERS_PER_YEAR + QUARTERS_PER_YEAR - 1


class CityFile(Strict):
    """``city.yaml``; quarters are indices (``engine.calendar``)."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_.\-]*$", description="the city's name in files")
    name: Names = Field(description="what it is called")
    start: QuarterIndex = Field(description="the first quarter of a run")
    end: QuarterIndex = Field(description="the last quarter, included")
    policy_start: QuarterIndex = Field(
        description="the first quarter in which the policy in question may act"
    )
    map: str = Field(min_length=1, description="the map's file in the city folder")
    governments: tuple[Government, ...] = Field(
        min_length=1, description="key, name and level: one municipality and one centre"
    )
    jobs_total: float = Field(gt=0, le=1e9, description="all jobs in the city, every industry")
    baseline: str | None = Field(
        default=None,
        description="the plan that others are compared with; none = baseline, or no_policy",
    )
    main_plan: str | None = Field(
        default=None,
        description="the plan in question; none = the first that is neither of these",
    )
    industry: Names | None = Field(
        default=None, description="what the policy is for, as in: policy for its … industry"
    )
    before: str | None = Field(
        default=None,
        description="the plan in force until the policy starts, whichever is in question; "
        "none = each plan itself",
    )
    horizons: tuple[Horizon, ...] = Field(
        default=(), description="later questions, asked by their year; the data reach to the last"
    )

    @property
    def year(self) -> int:
        """The year that is asked about."""
        return self.end // QUARTERS_PER_YEAR

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """First quarter of the policy and last of the data, of every question."""
        return ((self.policy_start, self.end), *((h.policy_start, h.end) for h in self.horizons))

    @property
    def plans(self) -> tuple[tuple[tuple[str | int, ...], str | None], ...]:
        """The plans that are named, each with its place in the file."""
        names = ("before", "baseline", "main_plan")
        later = (
            (("horizons", place, name), getattr(horizon, name))
            for place, horizon in enumerate(self.horizons)
            for name in names
        )
        return (*(((name,), getattr(self, name)) for name in names), *later)

    @property
    def horizon(self) -> Horizon | None:
        """The later question that this head is of; None of the first one."""
        return next((h for h in self.horizons if h.year == self.year), None)

    @property
    def data_end(self) -> int:
        """The last quarter that any question needs."""
        return max(end for _, end in self.spans)

    def asked(self, year: int | None, document: Document) -> "CityFile":
        """The head as the question of a year has it. Raises InputError for another year."""
        if year is None or year == self.year:
            return self
        for horizon in self.horizons:
            if horizon.year == year:
                given = ("policy_start", "end", "before", "baseline", "main_plan")
                return self.model_copy(update={name: getattr(horizon, name) for name in given})
        years = ", ".join(str(y) for y in (self.year, *(h.year for h in self.horizons)))
        raise InputError(document.file, 0, 0, "year", f"one of {years}", str(year))
