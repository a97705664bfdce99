"""The model of ``city.yaml``: the city's names, dates and governments."""

from pydantic import Field

from agents.city import Government, Names, Strict
from engine.document import QuarterIndex


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
