"""The instruments and plans as tables for the terminal, and as JSON."""

from __future__ import annotations

import json
from typing import Any

from rich.table import Table

from abm.city.city import city_cached, load_city
from abm.parameters import defaults
from agents.city import City
from engine.calendar import quarter_text
from engine.document import InputError, counted, did_you_mean
from experiments.reports.console import console
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


def show_policies(city_name: str) -> None:
    """Print the instruments that a city has a use for, and its plans. Raises InputError."""
    terminal = console()
    for table in policy_tables(city_cached(city_name)):
        terminal.print(table)


def policy_tables(city: City) -> list[Table]:
    """One table of instruments by group, one of the plans that a city can carry out."""
    usual = [plan_in(city, name) for name in (baseline_of(city), main_plan_of(city))]
    instruments = Table(
        title="工具 Instruments",
        caption=f"levels in the plans {baseline_of(city)} (base) and {main_plan_of(city)} (main)",
        title_justify="left",
        caption_justify="left",
    )
    for name in ("key", "名称 name", "单位 unit"):
        instruments.add_column(name)
    for name in ("low", "high", "neutral", "base", "main"):
        instruments.add_column(name, justify="right")
    instruments.add_column("付款 payer")
    for group in GROUPS:
        instruments.add_section()
        instruments.add_row(f"[bold]{group.name_zh} {group.name_en}[/bold]")
        for key, i in instruments_of(city).items():
            if i.group == group.key:
                ends = (i.low, i.high, i.neutral, *(level_of(key, plan) for plan in usual))
                names = f"{i.name_zh}\n{i.name_en}"
                units = f"{i.unit_zh}\n{i.unit_en}"
                values = (f"{value:g}" for value in ends)
                instruments.add_row(key, names, units, *values, i.payer or "–")
    plans = Table(title="方案 Plans", title_justify="left")
    for name in ("key", "名称 name", "说明 summary"):
        plans.add_column(name)
    for name in fitting_plans_of(city):
        plan = plan_in(city, name)
        names = f"{plan.name.zh}\n{plan.name.en}"
        plans.add_row(plan.key, names, f"{plan.summary.zh}\n{plan.summary.en}")
    return [instruments, plans]


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
    city = city_cached(city_name)
    found = [declared(key, city_name) for key in instruments_of(city)]
    return json.dumps(found, ensure_ascii=False, indent=1)


def instrument_text(key: str, city_name: str) -> str:
    """One instrument as JSON. Raises InputError."""
    return json.dumps(declared(key, city_name), ensure_ascii=False, indent=1)


def show_instrument(key: str, city_name: str) -> None:
    """Print what an instrument declares and where it stands. Raises InputError."""
    terminal, d = console(), declared(key, city_name)
    head = Table(
        title=f"{d['name']['zh']} {d['name']['en']}", title_justify="left", show_header=False
    )
    head.add_column()
    head.add_column()
    pairs = {
        "key": key,
        "说明 what it does": f"{d['help']['zh']}\n{d['help']['en']}",
        "分组 group": f"{d['group']['zh']} {d['group']['en']}",
        "单位 unit": f"{d['unit']['zh']} {d['unit']['en']}",
        "范围 range": f"{d['low']:g} – {d['high']:g}, neutral {d['neutral']:g}",
        "对象 eligible": f"{d['eligible']['zh']}\n{d['eligible']['en']}",
        "可限定 narrowed by": ", ".join(d["by"]) or "–",
        "付款 payer": PAYERS[d["payer"]],
        "资金不足时 rationing": f"{d['rationing']['zh']}\n{d['rationing']['en']}",
        "等待 waiting": f"{d['waits_quarters']:g} quarters",
        "影响 bends": ", ".join(d["bends"]),
        "参数 numbers": ", ".join(f"{name}={x:g}" for name, x in d["numbers"].items()) or "–",
    }
    for name, text in pairs.items():
        head.add_row(name, text)
    terminal.print(head)
    plans = Table(title="在各方案中 In the plans", title_justify="left")
    for name in ("plan", "from", "to"):
        plans.add_column(name)
    for name in ("level", "low", "high", "budget", "cap"):
        plans.add_column(name, justify="right")
    plans.add_column("依据 sentence and source")
    for plan, settings in d["plans"].items():
        for s in settings:
            numbers = (
                "–" if s.get(n) is None else f"{s[n]:g}"
                for n in ("level", "low", "high", "budget", "cap")
            )
            narrowed = [", ".join(s[field]) for field in FIELDS if s.get(field)]
            words = "\n".join([*filter(None, [s["sentence"]]), s["source"], *narrowed])
            plans.add_row(plan, s["from"], s["to"] or "–", *numbers, words)
    terminal.print(plans)


def checked_plan(name: str, city: str) -> tuple[str, ...]:
    """Lines on a plan that can be carried out in a city: what has no effect there, then what it is.

    Raises InputError.
    """
    data = load_city(city)
    plan = plan_in(data, name)
    found = remarks(plan, data)
    count = len({s.instrument for s in plan.settings})
    order = "all in order" if not found else f"{counted(len(found), 'warning')}"
    last = f"{plan.key}: {len(plan.settings)} settings of {count} instruments, {order} in {city}"
    return (*(f"warning: {remark}" for remark in found), last)
