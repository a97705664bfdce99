"""A setting: one line of a plan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, PrivateAttr

from agents.city import Strict
from engine.document import Document, QuarterIndex

FIELDS: tuple[str, ...] = ("segments", "uses", "parks", "kinds")
"""Fields of a setting that narrow whom an instrument serves."""

MOST_MONEY = 1e9
"""Million yuan a year: more than what the world makes."""

Money = Annotated[float, Field(ge=0, le=MOST_MONEY)]


class Setting(Strict):
    """An instrument at a level for a span of quarters."""

    model_config = ConfigDict(populate_by_name=True)

    instrument: str
    start: QuarterIndex = Field(alias="from")
    end: QuarterIndex | None = Field(default=None, alias="to")
    level: float
    budget: Money | None = None
    """Million yuan a year; none = no limit."""
    cap: Money | None = None
    """Most that one firm gets in a year, million yuan; none = no limit."""
    segments: tuple[str, ...] | None = None
    """Segments that it serves; none = those that the instrument serves by itself."""
    uses: tuple[str, ...] | None = None
    """Markets that it serves, such as home.security; none = all of the segments served."""
    parks: tuple[str, ...] | None = None
    """Parks that it serves; none = all."""
    kinds: tuple[str, ...] | None = None
    """Kinds of firms that it serves; none = all."""
    low: float | None = None
    high: float | None = None
    """Range of an assumed level."""
    label: Literal["read", "derived", "assumed"]
    source: str
    clause: str = ""
    """Key of the clause of the published plan, in the city's ``clauses.yaml``."""
    sentence: str = ""
    """What the published plan says, where the city has no clauses."""
    inherited: bool = False
    """Taken over from a plan that this one extended, as a folder of results keeps it: the file's
    ``scale`` leaves it as it is."""
    _origin: tuple[Document, int] | None = PrivateAttr(default=None)
    """The file it was read from, and its place among the settings there."""
