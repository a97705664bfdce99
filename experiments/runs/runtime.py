"""How runs are carried out, as a person writes it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Runtime(BaseModel):
    """How the runs are carried out: changes the time they take and no bit of the results."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    executor: Literal["serial", "ray"] = "serial"
    workers: Annotated[int, Field(ge=1, le=10_000)] | None = None
    address: str | None = None
    """Of a Ray cluster that is there already (``auto``, or ``host:port``); none = this machine."""
    runs_per_batch: Annotated[int, Field(ge=1, le=1_000_000)] = 10
    seconds_per_run: Annotated[float, Field(ge=1e-5, le=1e7)] | None = 600.0
    """A run that takes longer is given up and becomes a row with its error; none = no limit."""
