"""The model's parameters, each declared once: type, default, range, unit, meaning and source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from agents.parameters.attraction import Attraction
from agents.parameters.capacity import Capacity
from agents.parameters.contracting import Contracting
from agents.parameters.demand import Demand
from agents.parameters.driving import Driving
from agents.parameters.entry import Entry
from agents.parameters.exit import Exit
from agents.parameters.finance import Finance
from agents.parameters.fleets import Fleets
from agents.parameters.group import Group
from agents.parameters.labour import Labour
from agents.parameters.location import Location
from agents.parameters.moves import Moves
from agents.parameters.national import National
from agents.parameters.parks import Parks
from agents.parameters.policy import Policy
from agents.parameters.price import Price
from agents.parameters.research import Research
from agents.parameters.safety import Safety
from agents.parameters.sourcing import Sourcing
from agents.parameters.start import Start
from agents.parameters.upgrading import Upgrading
from agents.parameters.vehicles import Vehicles

G = TypeVar("G", bound=Group)


class Parameters(Group):
    """All parameters, by group."""

    demand: Demand
    national: National
    price: Price
    research: Research
    labour: Labour
    capacity: Capacity
    finance: Finance
    entry: Entry
    attraction: Attraction
    contracting: Contracting
    upgrading: Upgrading
    exit: Exit
    location: Location
    parks: Parks
    moves: Moves
    vehicles: Vehicles
    driving: Driving
    safety: Safety
    fleets: Fleets
    policy: Policy
    sourcing: Sourcing
    start: Start
    instruments: Mapping[type[Group], Group]
    """Those of instruments, by the class that declares them (``policies.instrument``)."""

    def of(self, kind: type[G]) -> G:
        """An instrument's own numbers; the declared ones of an instrument that came later."""
        found = self.instruments.get(kind)
        return found if isinstance(found, kind) else kind()


GROUPS: Mapping[str, type[Group]] = {
    name: info.annotation
    for name, info in Parameters.model_fields.items()
    if isinstance(info.annotation, type) and issubclass(info.annotation, Group)
}
"""Groups of the rules' parameters by name."""
