"""The report of each instrument alone: on the terminal in short, as a document in full."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import isnan
from pathlib import Path
from statistics import median

from matplotlib.axes import Axes

from abm.outcomes.displacement import WAYS
from engine.calendar import quarter_text
from experiments.reports.canvas import bare, canvas
from experiments.reports.cells import BRACKETS, half, interval, kind_words, minus, ratio, short
from experiments.reports.report import Data, Figure, Heading, Part, Report, Table
from experiments.reports.units import YI, unit_of
from experiments.studies.alone import AllAlone, Alone, Effect
from experiments.studies.answer import CONFIDENCE, Difference
from experiments.studies.comparison import Kind
from experiments.studies.published import PUBLISHED
from policies.registry import INSTRUMENTS

SHOWN = ("output_plan", "output_plan_without_largest", "competitive_firms", "specialty_parks")
"""Outcomes of the table on the terminal, as far as they are measured."""
HEADLINES = (*SHOWN, "special_and_micro_parks", "products_in_scenarios")
"""Those of the document."""
DISPLACED = "special_jobs"
"""Jobs in special parks, of which other outcomes say by which way they came."""
LEAST = 0.1
"""Cost, 亿 yuan, below which no gain by cost is told."""

BY_YUAN = (
    "Output by yuan: yearly output gained at the end by what the city spent until then, a ratio of "
    "means with Fieller's interval."
)
PANELS = (
    ("output_plan", "output_plan_without_largest"),
    ("value_added", "value_added_without_largest"),
    ("chain_output", "chain_output_without_largest"),
    ("competitive_firms", ""),
    ("engineers", ""),
    ("firms", ""),
)
"""Outcomes and their other reading, a panel each, as far as they are measured."""


def alone_report(found: AllAlone, until: int) -> Report:
    """One line per instrument, the picture and the numbers."""
    kinds = [kind for kind in found.kinds if kind.key in SHOWN] or list(found.kinds[:4])
    table = Table(
        title=f"Each instrument of {found.plan} alone on {found.reference}, {found.seeds} seeds, "
        f"{quarter_text(until)}",
        caption=f"mean differences of pairs with one seed, brackets: {BRACKETS}; cost: "
        "present value of what the city's governments spend more, and firms' own of what they "
        "pay themselves more so that it works for them, at "
        f"{100 * found.rate:g} % a year (assumed), 亿 yuan; beyond luck: outcomes of "
        f"{len(found.kinds)} whose difference is, with allowance for their number",
        heads=[
            *("Instrument", "Cost", "Firms' own"),
            *(f"{kind_words(kind).en} ({unit_of(kind.unit)[0]})" for kind in kinds),
            "Beyond luck",
        ],
        rows=[
            [
                f"{INSTRUMENTS[a.instrument].name_zh} {a.instrument}",
                interval(a.local, YI),
                interval(a.private, YI),
                *(interval(a.effects[k.key].gain, unit_of(k.unit)[1]) for k in kinds),
                str(len(a.measurable)) if a.measurable else "none",
            ]
            for a in found.found
        ],
    )
    return Report([table, Data("alone", found.table()), picture_of(found, "alone.png")])


def picture_of(found: AllAlone, name: str) -> Figure:
    """Effects with their intervals, under a name of its own."""
    return Figure(name, partial(draw_alone, found), "Effects with intervals")


def alone_document(
    found: AllAlone, until: int, command: str, picture: Figure | None, remarks: Mapping[str, str]
) -> Report:
    """Effects on headlines and costs, further effects, published estimates.

    ``remarks`` say why, by instrument.
    """
    kinds = [kind for kind in found.kinds if kind.key in HEADLINES]
    heads = [f"{kind_words(kind).en} ({_unit(kind.unit)})" for kind in kinds]
    costs = ["Cost, city", "Cost, firms", "Cost, nation", "Tax expenditure", "Output by yuan"]
    named = ", ".join(f"`{a.instrument}`" for a in found.found if not a.measurable)
    nothing = f"**No effect beyond luck on any outcome: {named}.**"
    effects = [
        [_name(a), *(_cell(a.effects[k.key]) for k in kinds), *_costs(a)] for a in found.found
    ]
    why = ["Why"] if remarks else []
    moved = [
        [_name(a), _moved(a), *(remarks.get(a.instrument, "") for _ in why)] for a in found.found
    ]
    parts: list[Part | None] = [
        Heading("Each instrument alone", 1),
        _about(found, until, command),
        picture,
        Heading("Effects on headlines, and costs"),
        Table(["Instrument", *heads, *costs], effects),
        BY_YUAN,
        _detectable(found, kinds),
        nothing if named else "Every instrument moves at least one outcome beyond luck.",
        *_displacement(found),
        Heading("All that moves beyond luck"),
        Table(["Instrument", "Outcomes, by how sure", *why], moved),
        Heading("Beside published estimates"),
        "Where nothing of a comparable kind is known to us it says `none`.",
        Table(
            ["Instrument", "Quantity", "Model", "Published", "Source"],
            [[_name(a), *_published(a)] for a in found.found],
        ),
    ]
    return Report([part for part in parts if part is not None])


def _about(found: AllAlone, until: int, command: str) -> str:
    return (
        f"Written by `{command}`. Every instrument of the plan `{found.plan}` is added by itself, "
        f"at the plan's strength, to `{found.reference}`: {found.seeds} pairs of runs with the "
        f"same past and luck, outcomes of the year to {quarter_text(until)}. Brackets are "
        f"{CONFIDENCE:.0%} intervals of the mean difference. **Bold**: beyond luck, with allowance "
        f"for the number of outcomes looked at ({len(found.kinds)}, Bonferroni). Costs are "
        f"{_worth(found.rate)} of what is spent more than under `{found.reference}`, in 亿 (100 "
        "million) yuan; those of firms are what they have to pay themselves so that an instrument "
        "works for them (stands at fairs, goods adapted to an interface), not what they choose "
        "to spend more on research or machines. Sizes of most instruments are assumed: these are "
        "effects of what the plan is taken to do, in this model."
    )


def _worth(rate: float) -> str:
    """In what costs are told."""
    return f"present values at {100 * rate:g} % a year (assumed)" if rate else "sums"


def _detectable(found: AllAlone, kinds: Sequence[Kind]) -> str:
    """The smallest effect that so many pairs find, by headline: the middle instrument's."""
    said = []
    for kind in kinds:
        least = [a.effects[kind.key].gain.detectable for a in found.found]
        known = [x for x in least if not isnan(x) and x > 0.0]
        if known:
            unit, scale = _unit(kind.unit), unit_of(kind.unit)[1]
            said.append(f"{kind_words(kind).en} {short(median(known) / scale)} {unit}")
    return (
        f"The smallest true effect that {found.seeds} pairs find in four of five cases (of the "
        f"middle instrument): {'; '.join(said)}."
    )


def _displacement(found: AllAlone) -> list[Part]:
    """From where the jobs that an instrument brings to special parks came."""
    ends = ("", *(f"_{way}" for way in WAYS))
    columns = [DISPLACED + end for end in ends]
    known = {kind.key for kind in found.kinds}
    moving = [a for a in found.found if DISPLACED in known and a.effects[DISPLACED].gain.mean != 0]
    if not known.issuperset(columns) or not moving:
        return []
    heads = ["Instrument", "Jobs in special parks", "there before", "moved within the city"]
    rows = [[_name(a), *(_cell(a.effects[column]) for column in columns)] for a in moving]
    return [
        Heading("Displacement: the jobs of special parks"),
        "More jobs in special parks, by how their firms came there since the policy start.",
        Table([*heads, "drawn from outside", "founded"], rows),
    ]


def _published(a: Alone) -> list[str]:
    known = PUBLISHED.get(a.instrument)
    if known is None:
        return ["", "", "none", ""]
    span = " … ".join(dict.fromkeys((short(known.low), short(known.high))))
    return [known.what, ratio(a.published, gap=" "), span, known.source]


def _moved(a: Alone) -> str:
    if not a.measurable:
        return "**none**"
    by = sorted(a.measurable, key=lambda e: -_sureness(e))
    return "; ".join(f"{kind_words(e.kind).en.replace('_', ' ')} {_signed(e)}" for e in by)


def _sureness(e: Effect) -> float:
    ends = e.gain.high - e.gain.mean
    return abs(e.gain.mean) / ends if ends > 0.0 else float("inf")


def _signed(e: Effect) -> str:
    unit, scale = _unit(e.kind.unit), unit_of(e.kind.unit, "en")[1]
    mean, ends = e.gain.mean / scale, (e.gain.high - e.gain.mean) / scale
    text = minus(f"{mean:+,.3g} ± {ends:,.2g}")
    return f"{text} {unit}" if unit not in ("share", "0–1", "") else text


def _cell(e: Effect) -> str:
    text = _interval(e.gain, unit_of(e.kind.unit)[1])
    return f"**{text}**" if e.measurable else text


def _costs(a: Alone) -> list[str]:
    output = a.effects.get("output_plan")
    cells = [_interval(d, YI) for d in (a.local, a.private, a.central, a.expenditure)]
    if abs(a.local.mean) < LEAST * YI or output is None:
        return [*cells, "no money to speak of"]
    return [*cells, ratio(output.gain_per_cost, gap=" ")]


def _interval(d: Difference, scale: float) -> str:
    return "0" if d.mean == 0.0 and not d.high > d.low else interval(d, scale, gap=" ")


def _unit(unit: str) -> str:
    return "亿 yuan" if unit.startswith("million yuan") else unit


def _name(a: Alone) -> str:
    return f"{INSTRUMENTS[a.instrument].name_en} (`{a.instrument}`)"


def draw_alone(found: AllAlone, path: Path) -> None:
    """One panel an outcome, one row an instrument; hollow: without the largest firm."""
    by_key = {kind.key: kind for kind in found.kinds}
    panels_of = [(key, other) for key, other in PANELS if key in by_key]
    if not panels_of:
        panels_of = [(kind.key, "") for kind in found.kinds[:6]]
    names = [a.instrument for a in found.found]
    size = (2.9 * (len(panels_of) + 1) + 1.6, 0.25 * len(names) + 1.7)
    columns = len(panels_of) + 1
    with canvas(path, size, columns=columns, letters=8, sharey=True) as (figure, panels):
        for panel, (key, other) in zip(panels, panels_of, strict=False):
            kind = by_key[key]
            unit, scale = unit_of(kind.unit, "en")
            effects = [a.effects[key] for a in found.found]
            sure = ["#d1495b" if e.measurable else "#9aa1ad" for e in effects]
            _points(panel, [e.gain for e in effects], scale, sure, 0.0 if not other else -0.15)
            if other in by_key:
                less = [a.effects[other] for a in found.found]
                sure = ["#2e86ab" if e.measurable else "#c5cad3" for e in less]
                _points(panel, [e.gain for e in less], scale, sure, 0.2, hollow=True)
            panel.set_title(f"{kind_words(kind).en}\n({unit})", fontsize=8)
        _points(panels[-1], [a.local for a in found.found], YI, ["#4c566a"] * len(names), 0.0)
        panels[-1].set_title("Cost to the city\n(100 million yuan)", fontsize=8)
        panels[0].set_yticks(range(len(names)), names)
        panels[0].invert_yaxis()
        for panel in panels:
            panel.axvline(0.0, color="#333333", linewidth=0.8)
            panel.grid(axis="y", color="#eeeeee", linewidth=0.8)
            panel.set_axisbelow(True)
            panel.tick_params(axis="y", length=0)
            bare(panel, "left")
        figure.suptitle(
            f"Each instrument of {found.plan} alone on {found.reference}: {found.seeds} pairs of "
            "runs, 95 % intervals; hollow: without the largest firm; pale: not beyond luck",
            fontsize=9,
        )


def _points(
    panel: Axes,
    values: list[Difference],
    scale: float,
    colours: list[str],
    shift: float,
    hollow: bool = False,
) -> None:
    for row, (d, colour) in enumerate(zip(values, colours, strict=True)):
        panel.errorbar(
            d.mean / scale,
            row + shift,
            xerr=half(d, scale) or 0.0,
            fmt="o",
            color=colour,
            markersize=3.2,
            markerfacecolor="white" if hollow else colour,
            linewidth=1,
        )
