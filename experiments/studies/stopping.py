"""When enough seeds have been run: a rule that looks at fixed numbers of seeds only.

The rule is asked after the same numbers of seeds whatever the batches and workers are, and looks
at no run beyond them, so that a sweep stops at the same seed everywhere.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.document import QuarterIndex

MOST = 10_000_000
"""Seeds that an experiment may ask for."""


class Stop(BaseModel):
    """Stop when every interval of ``outcome``'s mean is at most ``half_width`` to either side.

    ``of``: the plans' own ``level``, or their paired ``difference`` from the reference; at every
    design point. ``seeds.count`` is the most that are run.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    outcome: Annotated[str, Field(min_length=1)]
    half_width: Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
    of: Literal["level", "difference"] = "level"
    quarter: QuarterIndex | None = None
    """None = the last one."""
    confidence: Annotated[float, Field(gt=0.5, lt=1.0)] = 0.95
    at_least: Annotated[int, Field(ge=3, le=MOST)] = 20
    every: Annotated[int, Field(ge=1, le=MOST)] = 10

    def checkpoints(self, most: int) -> Iterator[int]:
        """Numbers of seeds after which the rule is asked; the last is ``most``."""
        seeds = self.at_least
        while seeds < most:
            yield seeds
            seeds += self.every
        yield most
