"""Tables of the documentation, made from code and data so that they can't drift from them.

Parameters, rules, state variables with the schedule, outcomes, the files of a city, and the clauses
of what it has published.
``yuanqu docs`` writes them.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import agents
from abm.city.city import city_cached
from abm.mechanisms import MECHANISMS
from abm.model import IndustryModel
from abm.outcomes import ON_REQUEST, OUTCOMES
from abm.outcomes.definitions import of_city
from abm.parameters import defaults, groups
from abm.shipped import DEFAULT_CITY
from agents import columns, parameters
from agents.columns import LEVELS
from agents.parameters import GROUPS
from agents.parameters.words import told
from agents.terms import TERMS, Terms
from engine.calendar import quarter_text
from engine.table import BUILT_IN, Column
from experiments.reports.city_document import city_page
from experiments.reports.clauses import clauses_page
from experiments.reports.markdown import markdown
from experiments.reports.report import Entries, Entry, Heading, Part, Report, Table
from policies.registry import INSTRUMENTS

CITY = DEFAULT_CITY
"""The city whose values the tables show."""

READERS = ("agents", "abm", "policies")
"""Rooms in which rules and parameters are used."""

MADE = "Made by `yuanqu docs` from code and data; do not edit by hand."


def documents() -> Mapping[str, str]:
    """The documents by file name."""
    return {
        "parameters.md": _page("Parameters", parameters_page()),
        "rules.md": _page("Rules", rules_page()),
        "state.md": _page("State variables and schedule", state_page()),
        "outcomes.md": _page("Outcomes and mechanisms", outcomes_page()),
        "clauses.md": _page("Clauses of what the city has published", clauses_page(CITY)),
        "city.md": _page("A city's files and columns", city_page()),
    }


def out_of_date(folder: Path) -> list[str]:
    """Documents that a folder lacks or has in another state, by name."""
    return [
        name
        for name, text in documents().items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def _page(title: str, parts: Iterable[Part]) -> str:
    return markdown(Report([Heading(title, 1), MADE, *parts]))


# Parameters --------------------------------------------------------------------------------


def parameters_page() -> Iterator[Part]:
    """Every parameter with value, range, unit, how it is known, and who reads it."""
    entries, _ = defaults(CITY)
    readers = parameter_readers()
    labels = [entry.label for entry in entries.values()]
    counts = ", ".join(f"{labels.count(label)} {label}" for label in dict.fromkeys(labels))
    yield (
        f"{len(entries)} parameters of the city `{CITY}`: {counts}. A range is that of the "
        "prior; sensitivity and robustness are asked over it."
    )
    for group, kind in groups().items():
        words = told(kind)
        rows = []
        for leaf in kind.model_fields:
            name = f"{group}.{leaf}"
            e = entries[name]
            rows.append(
                [
                    f"`{leaf}`",
                    f"{e.value:g}",
                    f"{e.low:g} … {e.high:g}",
                    e.unit,
                    words[leaf].meaning,
                    e.label,
                    e.source or words[leaf].source,
                    ", ".join(f"`{file}`" for file in readers.get(name, ())),
                ]
            )
        yield Heading(f"`{group}`")
        yield inspect.getdoc(kind) or ""
        heads = ["Name", "Value", "Range", "Unit", "Meaning", "Known", "Source", "Read in"]
        yield Table(heads, rows)


def parameter_readers() -> dict[str, tuple[str, ...]]:
    """Files in which a parameter is read: an attribute of its name, where its group is named, or in
    the file of its instrument."""
    found: dict[str, list[str]] = {}
    for source in sources():
        names = {node.attr for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)}
        for group, kind in groups().items():
            if group in names if group in GROUPS else source.module == kind.__module__:
                for leaf in names & kind.model_fields.keys():
                    found.setdefault(f"{group}.{leaf}", []).append(source.name)
    return {name: tuple(readers) for name, readers in found.items()}


# Rules -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """A file of the program, parsed; ``name`` with its room, ``module`` as Python has it."""

    name: str
    module: str
    tree: ast.Module


def sources() -> list[Source]:
    """All files of the rooms that the simulation is made of, in order."""
    found = []
    for room in READERS:
        root = Path(str(files(room)))
        for path in sorted(root.rglob("*.py")):
            name = path.relative_to(root.parent).as_posix()
            module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            found.append(Source(name, module, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def rules_page() -> Iterator[Part]:
    """Every pure rule of ``agents/`` with its docstring, and the files that call it."""
    parsed = sources()
    users = rule_users(parsed)
    yield (
        "Pure functions of arrays: equation, units and source stand in the docstring, repeated "
        "here. `assumed` or no source: an assumption of form or size."
    )
    for source in parsed:
        rules = [node for node in source.tree.body if _is_rule(node)]
        # Of its folders, `city/` says what data are, `parameters/` what numbers: no rules.
        declares = source.module.startswith(parameters.__name__) or "/city/" in source.name
        if not source.module.startswith(f"{agents.__name__}.") or declares or not rules:
            continue
        yield Heading(f"`{source.name}`")
        yield _flat(ast.get_docstring(source.tree))
        entries = []
        for node in rules:
            assert isinstance(node, ast.FunctionDef)
            used = users.get((source.module, node.name), ())
            where = ", ".join(f"`{name}`" for name in used) or "nowhere else"
            text = f"{_flat(ast.get_docstring(node))} *Used in* {where}."
            entries.append(Entry(f"`{node.name}`", text))
        yield Entries(entries)


def _is_rule(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_")


def rule_users(parsed: list[Source]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Files that use a function of ``agents``, by its module and name."""
    found: dict[tuple[str, str], list[str]] = {}
    for source in parsed:
        for key in sorted(set(_uses(source.tree))):
            if key[0] != source.module:
                found.setdefault(key, []).append(source.name)
    return {key: tuple(names) for key, names in found.items()}


def _uses(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(module, function) of everything of ``agents`` that a file refers to."""
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == agents.__name__:
            for alias in node.names:
                modules[alias.asname or alias.name] = f"{agents.__name__}.{alias.name}"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("agents."):
            for alias in node.names:
                yield str(node.module), alias.name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = modules.get(node.value.id)
            if module is not None:
                yield module, node.attr


# State and schedule ------------------------------------------------------------------------


def state_page() -> Iterator[Part]:
    """The steps of a quarter, the columns of every table, and the terms that policy bends."""
    steps = []
    for step in IndustryModel(city=CITY, rng=0).schedule:
        text = _flat((inspect.getdoc(step.run) or "").split("\n\n")[0])
        where = getattr(step.run, "__module__", "").replace(".", "/")
        steps.append(Entry(step.name, f"(`{where}.py`) {text}"))
    yield Heading("Schedule")
    yield "The order of a quarter, as `print(model.schedule)` shows it."
    yield Entries(steps, "steps")
    yield Heading("State variables")
    yield "Of every table, besides its own:"
    yield _columns(BUILT_IN)
    for table in columns.TABLES:
        yield Heading(table.__name__.lower(), 3)
        yield _columns(table.declared)
    yield Heading("Terms of policy")
    yield _flat(inspect.getdoc(Terms))
    yield Table(
        ["Term", "For each of", "Neutral", "Offers combine by", "Meaning", "Bent by"],
        [
            [
                f"`{name}`",
                term.rows or "the city",
                f"{term.neutral:g}",
                term.combiner.name,
                _flat(term.doc),
                ", ".join(f"`{key}`" for key, i in INSTRUMENTS.items() if name in i.bends),
            ]
            for name, term in TERMS.items()
        ],
    )


def _columns(table: tuple[Column, ...]) -> Table:
    moved = ", moved by the ledger alone"
    return Table(
        ["Variable", "Unit", "Meaning", "Values a row"],
        [[f"`{c.name}`", c.unit, c.doc + moved * c.money, str(c.width or 1)] for c in table],
    )


# Outcomes and mechanisms -------------------------------------------------------------------


def outcomes_page() -> Iterator[Part]:
    """Outcomes with their definitions at three levels, all columns, and the mechanisms."""
    city = city_cached(CITY)
    definitions = of_city(city)
    yield (
        "Beside a column `x`: `x_strict` and `x_loose` are other definitions of it, "
        "`x_without_largest` the total less its largest firm."
    )
    for outcome in OUTCOMES:
        yield Heading(f"{outcome.name_zh} {outcome.name_en} (`{outcome.key}`)")
        yield f"{outcome.help(city, 'zh')} {outcome.help(city, 'en')}"
        named = [[f"`{n.key}`", f"{n.name_zh} {n.name_en}", n.unit] for n in outcome.reported]
        yield Table(["Reported", "Name", "Unit"], named)
        for key in (n.key for n in outcome.reported):
            levels = getattr(definitions, key, None)
            if levels is not None:
                dumped = [level.model_dump(exclude_unset=True) for level in levels]
                rows = [[name, *(str(d.get(name, "–")) for d in dumped)] for name in dumped[0]]
                yield Table([f"`{key}`", *LEVELS], rows)
        names = outcome.columns(city)
        yield f"{len(names)} columns: " + ", ".join(f"`{name}`" for name in names)
    for outcome in ON_REQUEST:
        names = outcome.columns(city)
        yield Heading(f"{outcome.name_zh} {outcome.name_en} (`{outcome.key}`)")
        yield f"{outcome.help(city, 'zh')} {outcome.help(city, 'en')}"
        yield f"{len(names)} columns, such as `{names[0]}` and `{names[-1]}`."
    rows = []
    for m in MECHANISMS:
        when = quarter_text(city.end) if m.late else "before the policy"
        under = f"{m.plan(city)}, {when}"
        rows.append([f"{m.name_zh} {m.name_en}", f"`{m.key}`", f"`{m.off}`", under])
    yield Heading("Mechanisms and what switches them off")
    yield Table(["Mechanism", "Key", "Off by", "Judged under"], rows)


def _flat(text: str | None) -> str:
    """A docstring as one paragraph."""
    return " ".join((text or "").replace("``", "`").split())
