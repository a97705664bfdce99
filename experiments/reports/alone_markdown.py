"""Each instrument alone, as a document."""

from collections.abc import Mapping, Sequence
from math import isnan

from engine.calendar import quarter_text
from experiments.reports.answer_table import number
from experiments.reports.comparison_words import NOT_ESTIMABLE, short
from experiments.reports.units import YI, unit_of
from experiments.studies.alone import AllAlone, Alone, Effect
from experiments.studies.answer import CONFIDENCE, Difference
from experiments.studies.published import PUBLISHED
from experiments.studies.ratio import Ratio
from policies.registry import INSTRUMENTS

HEADLINES = (
    "output_plan",
    "output_plan_without_largest",
    "competitive_firms",
    "specialty_parks",
    "products_in_scenarios",
)
LEAST = 0.1
"""Cost, 亿 yuan, below which no gain by cost is told."""

BY_YUAN = (
    "Output by yuan: yearly output gained at the end by the present value of what the city spent "
    "until then, a ratio of means with Fieller's interval."
)


def alone_markdown(
    found: AllAlone, until: int, command: str, picture: str, remarks: Mapping[str, str]
) -> str:
    """The document: effects on headlines and costs, further effects, published estimates.

    ``remarks`` say why, by instrument.
    """
    kinds = [kind for kind in found.kinds if kind.key in HEADLINES]
    lines = [
        "# Each instrument alone",
        "",
        _about(found, until, command),
        "",
    ]
    if picture:
        lines += [f"![Effects with intervals]({picture})", ""]
    lines += ["## Effects on headlines, and costs", ""]
    heads = [f"{kind.name_en} ({_unit(kind.unit)})" for kind in kinds]
    lines += _heading(
        ["Instrument", *heads, "Cost, city", "Cost, nation", "Tax expenditure", "Output by yuan"]
    )
    for a in found.found:
        lines.append(_row([_name(a), *(_cell(a.effects[k.key]) for k in kinds), *_costs(a)]))
    none = [a.instrument for a in found.found if not a.measurable]
    named = ", ".join(f"`{key}`" for key in none)
    lines += [
        "",
        BY_YUAN,
        "",
        f"**No effect beyond luck on any outcome: {named}.**"
        if none
        else "Every instrument moves at least one outcome beyond luck.",
        "",
        "## All that moves beyond luck",
        "",
        *_heading(["Instrument", "Outcomes, by how sure", *(["Why"] if remarks else [])]),
    ]
    for a in found.found:
        why = [remarks.get(a.instrument, "")] if remarks else []
        lines.append(_row([_name(a), _moved(a), *why]))
    lines += [
        "",
        "## Beside published estimates",
        "",
        "Where nothing of a comparable kind is known to us it says `none`.",
        "",
        *_heading(["Instrument", "Quantity", "Model", "Published", "Source"]),
    ]
    lines += [_row([_name(a), *_published(a)]) for a in found.found]
    return "\n".join(lines) + "\n"


def _about(found: AllAlone, until: int, command: str) -> str:
    return (
        f"Written by `{command}`. Every instrument of the plan `{found.plan}` is added by itself, "
        f"at the plan's strength, to `{found.reference}`: {found.seeds} pairs of runs with the "
        f"same past and luck, outcomes of the year to {quarter_text(until)}. Brackets are "
        f"{CONFIDENCE:.0%} intervals of the mean difference. **Bold**: beyond luck, with allowance "
        f"for the number of outcomes looked at ({len(found.kinds)}, Bonferroni). Costs are present "
        f"values at {100 * found.rate:g} % a year (assumed) of what is spent more than under "
        f"`{found.reference}`, in 亿 (100 million) yuan. Sizes of most instruments are assumed, so "
        "these are effects of what the plan is taken to do, in this model."
    )


def _published(a: Alone) -> list[str]:
    known = PUBLISHED.get(a.instrument)
    if known is None:
        return ["", "", "none", ""]
    span = (
        short(known.low) if known.low == known.high else f"{short(known.low)} … {short(known.high)}"
    )
    return [known.what, _ratio(a.published), span, known.source]


def _moved(a: Alone) -> str:
    if not a.measurable:
        return "**none**"
    by = sorted(a.measurable, key=lambda e: -_sureness(e))
    return "; ".join(f"{e.kind.name_en.replace('_', ' ')} {_signed(e)}" for e in by)


def _sureness(e: Effect) -> float:
    half = e.gain.high - e.gain.mean
    return abs(e.gain.mean) / half if half > 0.0 else float("inf")


def _signed(e: Effect) -> str:
    unit, scale = _unit(e.kind.unit), unit_of(e.kind.unit, "en")[1]
    mean, half = e.gain.mean / scale, (e.gain.high - e.gain.mean) / scale
    text = f"{mean:+,.3g} ± {half:,.2g}".replace("-", "−")
    return f"{text} {unit}" if unit not in ("share", "0–1", "") else text


def _cell(e: Effect) -> str:
    text = _interval(e.gain, unit_of(e.kind.unit)[1])
    return f"**{text}**" if e.measurable else text


def _costs(a: Alone) -> list[str]:
    output = a.effects.get("output_plan")
    cells = [_interval(d, YI) for d in (a.local, a.central, a.expenditure)]
    if abs(a.local.mean) < LEAST * YI or output is None:
        return [*cells, "no money to speak of"]
    return [*cells, _ratio(output.gain_per_cost)]


def _interval(d: Difference, scale: float) -> str:
    if d.mean == 0.0 and not d.high > d.low:
        return "0"
    mean = number(d.mean / scale, True)
    if isnan(d.low):
        return mean
    return f"{mean} [{number(d.low / scale, True)}, {number(d.high / scale, True)}]"


def _ratio(r: Ratio) -> str:
    if not r.estimable:
        return NOT_ESTIMABLE
    if isnan(r.low):
        return short(r.value)
    return f"{short(r.value)} [{short(r.low)}, {short(r.high)}]"


def _unit(unit: str) -> str:
    return "亿 yuan" if unit.startswith("million yuan") else unit


def _name(a: Alone) -> str:
    return f"{INSTRUMENTS[a.instrument].name_en} (`{a.instrument}`)"


def _heading(columns: Sequence[str]) -> list[str]:
    return [_row(columns), "|---" * len(columns) + "|"]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
