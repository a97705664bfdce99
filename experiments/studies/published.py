"""Published estimates beside which an instrument's effect is put.

Quantities are ratios of sums over quarters from the policy's start on, discounted as costs are, of
a run with the instrument alone (``with``) and of its reference (``without``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Sums = Mapping[str, float]


@dataclass(frozen=True)
class Published:
    """An estimate for one instrument, and the model's measure of the same.

    ``above`` over ``below``, each of the sums with and without the instrument; ``of_cost`` where
    ``below`` is what the instrument cost more.
    """

    what: str
    low: float
    high: float
    source: str
    above: Callable[[Sums, Sums], float]
    below: Callable[[Sums, Sums], float]


def _cost(on: Sums, off: Sums) -> float:
    return on["fiscal_spending"] - off["fiscal_spending"]


def _borne(on: Sums, off: Sums) -> float:
    return on["research"] - off["research"] - _cost(on, off)


def _output(on: Sums, off: Sums) -> float:
    return (on["output_plan"] - off["output_plan"]) / 4.0  # a sum of four quarters each


def _value_added(on: Sums, off: Sums) -> float:
    return (on["value_added"] - off["value_added"]) / 4.0


def _sales(on: Sums, off: Sums) -> float:
    return on["hq_revenue"] / off["hq_revenue"] - 1.0


def _promotion(on: Sums, off: Sums) -> float:
    return _cost(on, off) / off["marketing"]


def _more_projects(on: Sums, off: Sums) -> float:
    return on["projects"] - off["projects"]


def _projects(on: Sums, off: Sums) -> float:
    return on["projects"]


_DIMOS = Published(
    "change of R&D that firms bear themselves, by yuan of subsidy",
    -0.2,
    0.5,
    "Dimos and Pugh 2016, 52 studies: no crowding out and no large additionality (abstract)",
    _borne,
    _cost,
)

PUBLISHED: dict[str, Published] = {
    "rd_subsidy": _DIMOS,
    "component_programme": _DIMOS,
    "brand_promotion": Published(
        "elasticity of the makers' sales to their marketing",
        0.09,
        0.24,
        "Sethuraman, Tellis and Briesch 2011: .12 in the short run, .24 in the long, for one brand "
        "alone; Henningsen, Heuke and Clement 2011: .09",
        _sales,
        _promotion,
    ),
    "expo": Published(
        "value added by yuan of programme",
        0.0,
        3.0,
        "Munch and Schaur 2018, Denmark: about 3 for small firms, not sure for others (abstract)",
        _value_added,
        _cost,
    ),
    "investment_attraction": Published(
        "part of the projects that would not have come",
        0.02,
        0.25,
        "Bartik 2018, review of United States studies: 2 to 25 % of the firms that get incentives",
        _more_projects,
        _projects,
    ),
    "purchase_voucher": Published(
        "output of the city's plants by yuan of vouchers (published: all spending)",
        3.4,
        5.8,
        "Stimulating Consumption at Low Budget, Management Science 2021 (abstract): 3.4 to 5.8 of "
        "consumers' spending, mostly on meals, wherever the goods are made: not the same quantity",
        _output,
        _cost,
    ),
    "trade_in": Published(
        "output of the city's plants by yuan (published: lasting purchases)",
        0.0,
        0.0,
        "Mian and Sufi 2012, cash for clunkers: almost all purchases were pulled forward and "
        "reversed within seven to ten months",
        _output,
        _cost,
    ),
}
"""By instrument; where there is none no estimate of a comparable quantity is known to us."""

SUMS = ("fiscal_spending", "research", "marketing", "output_plan", "value_added", "hq_revenue")
COUNTS = ("projects",)
