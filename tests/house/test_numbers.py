"""No number of the model stands outside the parameters: none there could be varied by a sweep.

Every literal of the rooms that make a run is looked at. What is none of the model's numbers is of
one of the kinds below, or stands in ``ALLOWED`` with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ROOMS = ("agents", "policies", "abm")
ELSEWHERE = {
    "agents/parameters": "where numbers belong",
    "agents/city": "what a column may hold",
    "abm/outcomes/definitions.py": "what a threshold may be",
    "abm/facts.py": "published ranges that the model is held against, and how slopes are fitted",
    "abm/history.py": "how far the model is from the facts",
}

BOUNDS = frozenset({"ge", "gt", "le", "lt", "low", "high", "most", "maxsize", "width", "neutral"})
"""Keywords, and attributes of an instrument, that say what a value may be."""

CUT = 3.0
"""Normal luck is cut at so many standard deviations, so that no draw leaves a check's range."""

DECLARES = frozenset({"assumed", "derived", "read"})

LANES = "how luck is numbered"
ROOM = "room of tables and caches: no outcome depends on it"
UNITS = "a unit by another"
MOST_PART = "the greater part"
MEAN_ONE = "makes the mean of a lognormal one"
FORM = "a number of the formula"
RANGES = "the range over which a plan's numbers and events are read"

ALLOWED: dict[str, dict[str, str]] = {
    "agents/brand_rivalry.py": {"kept": "a quarter of a year"},
    "agents/columns.py": {"MEMORY": "quarters that tables remember"},
    "agents/entry.py": {"STRIDE": LANES, "LEAST_MULTIPLE": LANES},
    "agents/location.py": {"KM_PER_DEGREE": UNITS},
    "agents/national.py": {
        "OUTER": "what low and high are called",
        "place": "the middles of years and of quarters",
        "found": "the middle of a year",
        "return np.where(inside, 0.5 * (years + 1.0 - cut), found)": "the middle of what is left",
        "return 0.5 * (own + float(np.sqrt(np.mean(errors**2 / years))))": "a mean of two",
        "ends": "a line carried on",
        "return float(np.sqrt((freedom - 2.0) / chi2))": FORM,
        "chi2": FORM,
        'return int.from_bytes(blake2b(name.encode(), digest_size=7).digest(), "little")': LANES,
    },
    "agents/national_cells.py": {"own": "half lasts, half walks", "found": FORM},
    "agents/kinds.py": {"(BRAND, OEM_, CONTRACT, SUPPLIER, STARTUP)": "codes"},
    "policies/numbers.py": {
        "return PlanNumber(money, 0.5 * money, 2.0 * money, 0.0, MOST_MONEY, unit)": RANGES,
        "scale": RANGES,
    },
    "policies/plan.py": {"MOST_SCALE": RANGES},
    "policies/plan_text.py": {"yaml.width": "columns of a line"},
    "policies/setting.py": {"MOST_MONEY": RANGES},
    "policies/research_support.py": {"found": FORM},
    "abm/start/national_markets.py": {
        "middles": "the middles of years",
        "(middles, times)": "the middles of years and of quarters",
        "times": "the middles of quarters",
        "found[row]": UNITS,
    },
    "abm/added.py": {"FIRST_LANE": LANES},
    "abm/arguments.py": {"SEED_BITS": LANES},
    "abm/city/checks.py": {
        "LONGEST": "what a date may be",
        "LARGEST_FRACTION": "what a cell may be",
        "TOLERANCE": "how well shares of a table add up",
    },
    "abm/city/city.py": {'digest.update(len(content).to_bytes(8, "big"))': "bytes"},
    "abm/city/factor_prices.py": {
        "_KNOWN[digest, cut]": ROOM,
        "found": ROOM,
        "middle": "the middle of a year",
        "MONTHS_PER_QUARTER": UNITS,
        "YUAN_PER_MILLION": UNITS,
    },
    "abm/city/public_rates.py": {"found['nev_subsidy']": UNITS, "quarters": ROOM},
    "abm/mechanisms.py": {
        "return away * (1e9 if last.budget is None else last.budget), away": "without end"
    },
    "abm/outcomes/brands.py": {
        "TIERS": "千亿, 百亿 and 十亿 are names",
        "brands": "a top ten has ten places",
    },
    "abm/outcomes/contracting.py": {"own": MOST_PART, "here": MOST_PART, "mine": MOST_PART},
    "abm/outcomes/rivalry.py": {"LARGEST": "the plan's explanation counts five giants"},
    "abm/outcomes/scenarios.py": {"return [0.0] * 6": "its columns"},
    "abm/outcomes/specialty.py": {"return float(": FORM, "gap": FORM},
    "abm/parameters.py": {"def _listed(names: Sequence[str], most: int = 6) -> str:": "words"},
    "abm/record.py": {"room": ROOM},
    "abm/settings.py": {"if not 0.0 <= value <= 2.0:": RANGES, "found[EVENT + key]": RANGES},
    "abm/simulation.py": {"return {": UNITS},
    "abm/start/build.py": {"made": ROOM, "room": ROOM, "DAYS_PER_QUARTER": UNITS},
    "abm/start/founding.py": {"(LINE_SPAN, PRODUCT_SPAN)": LANES},
    "abm/start/static.py": {
        "markets": "what lives shorter than a quarter is sold again every quarter",
    },
    "abm/steps/accounts/sales.py": {"MILLION": UNITS},
    "abm/steps/attraction/projects.py": {"NO_LAUNCH": "never"},
    "abm/steps/contracting/order_book.py": {"LATER_LOTS": LANES},
    "abm/steps/contracting/rivalry.py": {
        "BRANDS": LANES,
        "return year.astype(np.float64) * QUARTERS_PER_YEAR + 1.5": "the middle of a year",
    },
    "abm/steps/contracting/step.py": {
        "size": MEAN_ONE,
        "COLUMNS": LANES,
        "MOST_FRESH": LANES,
        "ORDER_BITS": LANES,
    },
    "abm/steps/delivery.py": {"markets.price_index": "keeps a power finite"},
    "abm/steps/shocks.py": {"sign": "a fair coin"},
    "abm/steps/entry/parents.py": {"SHELVES": ROOM},
    "abm/steps/entry/settling.py": {"utility": "keeps the logarithm of a rent finite"},
    "abm/steps/entry/step.py": {"found": MEAN_ONE},
    "abm/steps/exit/acquisitions.py": {"COLUMNS": LANES},
    "abm/steps/hiring/hired.py": {"found": MOST_PART, "COLUMNS": LANES},
    "abm/steps/parks/plans.py": {
        "LARGEST_MICRO_PARK": "what makes a micro-park one",
        "MOST_A_YEAR": LANES,
    },
    "abm/steps/upgrading.py": {"OWN_BRAND": LANES},
}
"""By file and the name that a number makes or its statement's first line: why it is none."""


def literals(tree: ast.Module) -> Iterator[tuple[ast.Constant, list[ast.AST]]]:
    """Numbers of a file, each with the nodes around it, the nearest first."""
    found: list[tuple[ast.AST, list[ast.AST]]] = [(tree, [])]
    while found:
        node, around = found.pop()
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node, around
        found += [(child, [node, *around]) for child in ast.iter_child_nodes(node)]


def is_plain(number: ast.Constant, around: list[ast.AST]) -> bool:
    """Whether a number is of a kind that no model of anything has as a parameter."""
    value, inner = number.value, around[0]
    if isinstance(inner, ast.UnaryOp):
        inner = around[1]
    by_operator = isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Mult | ast.Div)
    called = inner.func if isinstance(inner, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else ""
    assert isinstance(value, int | float)
    if isinstance(value, int) and value <= 4:
        return True  # an index, an axis, a power; destinations, quarters of a year
    if value in (0.0, 1.0) or value <= 1e-6:
        return True  # nothing, the whole; what keeps a quotient or a logarithm finite
    if value in (4.0, 1e6):
        return by_operator  # quarters of a year; yuan of a million
    if value == 2.0:
        return isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Pow)  # a doubling
    if value == CUT:
        return name == "clip"
    if value in (30.0, 40.0, 600.0):
        return name in ("clip", "minimum", "maximum")  # an exponent or a mean that stays finite
    return isinstance(inner, ast.keyword) and inner.arg in BOUNDS


def place(around: list[ast.AST], text: str) -> str:
    """The name that a number goes into, or the first line of its statement."""
    node = next(node for node in around if isinstance(node, ast.stmt))
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        return ast.unparse(node.target)
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0])
    return (ast.get_source_segment(text, node) or "").splitlines()[0]


def is_declared(around: list[ast.AST]) -> bool:
    """Whether a number stands in the declaration of a parameter."""
    calls = (node.func for node in around if isinstance(node, ast.Call))
    return any(isinstance(call, ast.Name) and call.id in DECLARES for call in calls)


def outside(file: str, text: str) -> list[tuple[str, str]]:
    """Numbers of a file that are parameters in disguise: their line and number, and their place."""
    found = []
    for number, around in literals(ast.parse(text)):
        where = place(around, text)
        of_instrument = where in BOUNDS and file.startswith("policies/instruments/")
        if not (is_plain(number, around) or is_declared(around) or of_instrument):
            found.append((f"{file}:{number.lineno}: {number.value} in {where}", where))
    return found


def files() -> list[str]:
    every = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    names = (path.relative_to(ROOT).as_posix() for path in every)
    return [name for name in names if not name.startswith(tuple(ELSEWHERE))]


def test_no_number_of_the_model_stands_outside_the_parameters() -> None:
    found, allowed = [], set()
    for file in files():
        reasons = ALLOWED.get(file, {})
        for line, where in outside(file, (ROOT / file).read_text("utf-8")):
            if where in reasons:
                allowed.add((file, where))
            else:
                found.append(line)
    assert found == [], "declare them in agents/parameters, or as numbers of their instrument"
    gone = {(file, where) for file, reasons in ALLOWED.items() for where in reasons} - allowed
    assert gone == set(), "allowed for nothing"


@pytest.mark.parametrize(
    "line",
    [
        "x = 0.5 * level",
        "x = 2.0 * units",
        "x = np.minimum(intensity, 4.0)",
        "x = np.clip(growth, -0.05, 0.05)",
        "x = rate * 3.0",
        "if age >= 8:\n    pass",
        "MOST = 1.6",
        "wait = 2.0",
    ],
)
def test_a_number_in_disguise_is_found(line: str) -> None:
    assert outside("policies/instruments/x.py", line)


@pytest.mark.parametrize(
    "line",
    [
        "x = 4.0 * revenue / 1e6",
        "x = np.maximum(a, 1e-12)",
        "x = np.clip(z, -3.0, 3.0)",
        "high = 0.3",
        'learning: Share = assumed(0.5, 0.0, 1.0, "1")',
        "x = 2.0**effect",
        "x = np.zeros((n, 3))",
    ],
)
def test_what_is_no_number_of_the_model_is_let_by(line: str) -> None:
    assert not outside("policies/instruments/x.py", line)
