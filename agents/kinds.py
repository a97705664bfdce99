"""The kinds of agents, as Mesa knows them. Each is the view of one row; state lives in tables."""

from __future__ import annotations

from collections.abc import Mapping

from engine.agent import RowAgent


class Firm(RowAgent):
    """A firm: headquarters in a park, product lines in markets."""

    added_by = "model.add_firm"


class Brand(Firm):
    """Own products under an own name; may own no plant."""


class OEM(Firm):
    """Own brand and own plant."""


class ContractManufacturer(Firm):
    """Capacity for hire at a thin margin."""


class Supplier(Firm):
    """Components of one class."""


class Startup(Firm):
    """Burns equity until its first sustained sales."""


class Place(RowAgent):
    """Where firms rent floor space."""


class Park(Place):
    """An industrial park with an operator."""


class MicroPark(Place):
    """A park of at most half a square kilometre."""


class Remainder(Place):
    """The rest of a district: floor space outside any park."""


class Government(RowAgent):
    """Taxes and spends."""


class Municipality(Government):
    """The city."""


class District(Government):
    """A district of the city."""


class Centre(Government):
    """The central state, as an account."""


class Investor(RowAgent):
    """Buys equity."""


class VentureFund(Investor):
    """Private venture capital."""


class GuidanceFund(Investor):
    """The state guidance fund."""


BRAND, OEM_, CONTRACT, SUPPLIER, STARTUP = range(5)
PARK, MICRO_PARK, REMAINDER = range(3)
MUNICIPALITY, DISTRICT, CENTRE = range(3)
VENTURE, GUIDANCE = range(2)

FIRM_KINDS: tuple[str, ...] = ("brand", "oem", "contract_manufacturer", "supplier", "startup")
PLACE_KINDS: tuple[str, ...] = ("park", "micro_park", "remainder")

CLASSES: Mapping[str, Mapping[int, type[RowAgent]]] = {
    "firms": {
        BRAND: Brand,
        OEM_: OEM,
        CONTRACT: ContractManufacturer,
        SUPPLIER: Supplier,
        STARTUP: Startup,
    },
    "parks": {PARK: Park, MICRO_PARK: MicroPark, REMAINDER: Remainder},
    "governments": {MUNICIPALITY: Municipality, DISTRICT: District, CENTRE: Centre},
    "investors": {VENTURE: VentureFund, GUIDANCE: GuidanceFund},
}
