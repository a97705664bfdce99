"""The report of instruments and plans, and the same as JSON."""

from __future__ import annotations

import json
from typing import Any

from abm.city.city import city_cached, load_city
from abm.clauses import check_settings, clauses_of
from abm.parameters import defaults
from agents.city import City
from engine.calendar import quarter_text
from engine.document import InputError, counted, did_you_mean
from experiments.reports.report import Report, Table, of_pairs
from policies.city_plans import baseline_of, fitting_plans_of, main_plan_of, plan_in
from policies.groups import GROUP, GROUPS
from policies.instrument import Instrument
from policies.registry import INSTRUMENTS, instruments_of
from policies.remarks import remarks
from policies.setting import FIELDS, Setting
from policies.standing import level_of, settings_of

PAYERS = {
    "": "不涉及预算 no budget",
    "municipality": "市级 municipality",
    "district": "区级 districts",
    "centre": "中央 centre",
}
NUMBERS = ("level", "low", "high", "budget", "cap")
"""Of a setting."""


def policies_report(city: City) -> Report:
    """The instruments by group, and the plans that a city can carry out."""
    usual = [plan_in(city, name) for name in (baseline_of(city), main_plan_of(city))]
    served = instruments_of(city)
    rows: list[list[str] | None] = []
    for group in GROUPS:
        rows += [None, [f"[bold]{group.name_zh} {group.name_en}[/bold]"]]
        for key, i in served.items():
            if i.group == group.key:
                ends = (i.low, i.high, i.neutral, *(level_of(key, plan) for plan in usual))
                names, units = f"{i.name_zh}\n{i.name_en}", f"{i.unit_zh}\n{i.unit_en}"
                rows.append([key, names, units, *(f"{x:g}" for x in ends), i.payer or "–"])
    instruments = Table(
        title="工具 Instruments",
        caption=f"levels in the plans {baseline_of(city)} (base) and {main_plan_of(city)} (main)",
        heads=[
            *("key", "名称 name", "单位 unit", "low", "high", "neutral", "base", "main"),
            "付款 payer",
        ],
        align="lllrrrrrl",
        rows=rows,
    )
    fitting = [plan_in(city, name) for name in fitting_plans_of(city)]
    plans = [
        [p.key, f"{p.name.zh}\n{p.name.en}", f"{p.summary.zh}\n{p.summary.en}"] for p in fitting
    ]
    heads = ["key", "名称 name", "说明 summary"]
    return Report([instruments, Table(heads, plans, "方案 Plans", align="l")])


def find(key: str) -> Instrument:
    """The instrument of a key. Raises InputError."""
    if key not in INSTRUMENTS:
        expected = f"an instrument{did_you_mean(key, INSTRUMENTS)}; yuanqu policies lists them"
        raise InputError("", 0, 0, "instrument", expected, repr(key))
    return INSTRUMENTS[key]


def declared(key: str, city_name: str) -> dict[str, Any]:
    """All that an instrument declares, and its settings in every plan of a city."""
    i, city = find(key), city_cached(city_name)
    entries, _ = defaults(city_name)
    waits = entries["policy.claim_wait"].value if i.applied_for else 1.0
    group = GROUP[i.group]
    return {
        "key": key,
        "name": {"zh": i.name_zh, "en": i.name_en},
        "help": {"zh": i.help_zh, "en": i.help_en},
        "group": {"key": group.key, "zh": group.name_zh, "en": group.name_en},
        "unit": {"zh": i.unit_zh, "en": i.unit_en},
        "low": i.low,
        "high": i.high,
        "neutral": i.neutral,
        "baseline": level_of(key, plan_in(city, baseline_of(city))),
        "main_plan": level_of(key, plan_in(city, main_plan_of(city))),
        "by": list(i.by),
        "eligible": {"zh": i.eligible_zh, "en": i.eligible_en},
        "payer": i.payer,
        "rationing": {"zh": i.rationing_zh, "en": i.rationing_en},
        "waits_quarters": waits,
        "numbers": {name: e.value for name, e in entries.items() if name.startswith(f"{key}.")},
        "bends": list(i.bends),
        "plans": {
            name: [_setting(s) for s in found]
            for name in fitting_plans_of(city)
            if (found := settings_of(key, plan_in(city, name)))
        },
    }


def _setting(s: Setting) -> dict[str, Any]:
    data = s.model_dump(mode="json", exclude={"instrument", "start", "end"}, exclude_none=True)
    end = None if s.end is None else quarter_text(s.end)
    return {"from": quarter_text(s.start), "to": end, **data}


def instruments_text(city_name: str) -> str:
    """Every instrument that a city has a use for as JSON. Raises InputError."""
    keys = instruments_of(city_cached(city_name))
    return _json([declared(key, city_name) for key in keys])


def instrument_text(key: str, city_name: str) -> str:
    """One instrument as JSON. Raises InputError."""
    return _json(declared(key, city_name))


def _json(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1)


def instrument_report(key: str, city_name: str) -> Report:
    """What an instrument declares and where it stands. Raises InputError."""
    d = declared(key, city_name)

    def both(name: str, gap: str = "\n") -> str:
        return f"{d[name]['zh']}{gap}{d[name]['en']}"

    pairs = {
        "key": key,
        "说明 what it does": both("help"),
        "分组 group": both("group", " "),
        "单位 unit": both("unit", " "),
        "范围 range": f"{d['low']:g} – {d['high']:g}, neutral {d['neutral']:g}",
        "对象 eligible": both("eligible"),
        "可限定 narrowed by": ", ".join(d["by"]) or "–",
        "付款 payer": PAYERS[d["payer"]],
        "资金不足时 rationing": both("rationing"),
        "等待 waiting": f"{d['waits_quarters']:g} quarters",
        "影响 bends": ", ".join(d["bends"]),
        "参数 numbers": ", ".join(f"{name}={x:g}" for name, x in d["numbers"].items()) or "–",
    }
    clauses = clauses_of(city_name)
    told = {} if clauses is None else {k: f"{c.zh}\n{c.en}" for k, c in clauses.by_key.items()}
    rows = []
    for plan, settings in d["plans"].items():
        for s in settings:
            numbers = ("–" if s.get(n) is None else f"{s[n]:g}" for n in NUMBERS)
            narrowed = [", ".join(s[field]) for field in FIELDS if s.get(field)]
            clause = told.get(s["clause"], s["sentence"] or s["clause"])
            words = "\n".join([*filter(None, [clause]), s["source"], *narrowed])
            rows.append([plan, s["from"], s["to"] or "–", *numbers, words])
    plans = Table(
        title="在各方案中 In the plans",
        heads=["plan", "from", "to", *NUMBERS, "依据 clause and source"],
        align="lllrrrrrl",
        rows=rows,
    )
    return Report([of_pairs(both("name", " "), pairs), plans])


def checked_plan(name: str, city: str) -> tuple[str, ...]:
    """Lines on a plan that can be carried out in a city: what has no effect there, then what it is.

    Raises InputError.
    """
    data = load_city(city)
    plan = plan_in(data, name)
    found = remarks(plan, data)
    clauses = clauses_of(city)
    if clauses is not None:
        check_settings(plan.settings, clauses.by_key)
    count = len({s.instrument for s in plan.settings})
    order = "all in order" if not found else f"{counted(len(found), 'warning')}"
    last = f"{plan.key}: {len(plan.settings)} settings of {count} instruments, {order} in {city}"
    return (*(f"warning: {remark}" for remark in found), last)
