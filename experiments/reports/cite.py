"""How to cite a folder of results: BibTeX of the software and the data, and a methods sentence."""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from agents.city import Names
from engine.document import InputError, counted, read_yaml
from experiments.reports.report import Words
from experiments.reports.stopping_words import sentence
from experiments.reports.verdict import told
from experiments.runs.batch import FAILED
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import EXPERIMENT, MANIFEST, intact_input
from experiments.runs.folder.sums import intact
from experiments.studies.enough import ended
from experiments.studies.kept import CITY_COPY, METADATA, intact_inputs
from experiments.studies.provenance.verify import ready_of

DESIGNS = {
    "grid": Words("全因子设计", "a full factorial"),
    "one_at_a_time": Words("逐因子设计", "one factor at a time"),
    "latin_hypercube": Words("拉丁超立方抽样", "a Latin hypercube"),
    "sobol": Words("Sobol序列", "a Sobol sequence"),
    "saltelli": Words("Saltelli抽样", "a Saltelli design"),
    "morris": Words("Morris轨迹", "Morris trajectories"),
    "table": Words("给定的设计表", "a table of points"),
}
"""What each kind of design is called in a sentence."""

METHODS = Words(
    "本文使用 {version}（模型版本 {model}）模拟{city}：{count} 个方案（{plans}）{at}、"
    "{seeds} 个随机种子，{each}共 {runs} 次运行，至 {until}。实验标识 SHA-256 {identity}…；"
    "结果文件夹含配置、方案与版本，可用 `yuanqu rerun` 重现。",
    "We simulated {city} with {version} (model version {model}) under {count} ({plans}), "
    "{at}with {seeds}{each}: {runs} until {until}. The experiment is identified by SHA-256 "
    "{identity}…; the folder holds its configuration, plans and versions, and `yuanqu rerun` "
    "carries it out again.",
)

AT = Words("、{points} 个设计点（{kind}）", "at {points} design points ({kind}) ")
EACH = (
    Words("各方案共用随机数，", " and common random numbers across plans"),
    Words("各方案与设计点共用随机数，", " each and common random numbers across plans and points"),
)
"""Of one point, and of several."""

_TEX = str.maketrans({sign: f"\\{sign}" for sign in "_&%#$"})


def cite(folder: Path) -> str:
    """BibTeX entries and a sentence for the methods section, in English and Chinese."""
    results = Results(folder)
    manifest = results.manifest
    made: Mapping[str, Any] = manifest["ingredients"]
    experiment: Mapping[str, Any] = made["experiment"]
    identity = str(manifest["identity"])
    year = _year(folder)
    table = results.runs.select("point", "seed", "status").collect()
    runs, failed = table.height, int((table["status"] == FAILED).sum())
    points, seeds = table["point"].n_unique(), table["seed"].n_unique()
    count = len(results.plans)
    city = _name_of(folder, str(experiment["city"]))
    software = (
        f"@software{{yuanqu_{made['yuanqu'].replace('.', '_')},\n"
        f"  title   = {{yuanqu: an agent-based laboratory of industrial policy}},\n"
        f"  author  = {{{{The yuanqu authors}}}},\n"
        f"  version = {{{made['yuanqu']}, model {made['model']}}},\n"
        f"  year    = {{{year}}}\n}}"
    )
    data = (
        f"@misc{{{experiment['name']}_{identity[:8]},\n"
        f"  title = {{Simulations of {city.en.translate(_TEX)}: "
        f"{experiment['name'].translate(_TEX)}}},\n"
        f"  note  = {{{runs} runs of yuanqu {made['yuanqu']}, model {made['model']}; "
        f"identity SHA-256 {identity}}},\n"
        f"  year  = {{{year}}}\n}}"
    )
    at = each = Words("", "")
    if points > 1:
        at = AT.format(points=points, kind=DESIGNS[experiment["design"]["kind"]])
    if points > 1 or count > 1:
        each = EACH[points > 1]
    methods = METHODS.format(
        city=city,
        version=f"yuanqu {made['yuanqu']}",
        model=made["model"],
        count=Words(str(count), counted(count, "plan")),
        plans=", ".join(results.plans),
        at=at,
        seeds=Words(f"{'每点 ' if points > 1 else ''}{seeds}", counted(seeds, "seed")),
        each=each,
        runs=Words(str(runs), counted(runs, "run")),
        until=experiment["until"],
        identity=identity[:16],
    )
    spaced = Words("", " ")
    verdict = spaced.join(_verdict(folder, results))
    told = spaced.join([methods, *_ends(results, failed)])
    own = experiment_citation(folder)
    parts = [own, software, data, told.en, verdict.en, told.zh, verdict.zh]
    return "\n\n".join(filter(None, parts))


def _ends(results: Results, failed: int) -> Iterator[Words]:
    """What is to be added where something was left out, or left undone."""
    if failed:
        text = Words("其中 {n} 次运行失败，未计入。", "{n} of the runs failed and are left out.")
        yield text.format(n=failed)
    rule = ended(results)
    if rule is not None:
        yield sentence(rule)
    if not results.finished:
        yield Words("该扫描尚未完成。", "The sweep is not finished.")


def _verdict(folder: Path, results: Results) -> list[Words]:
    """What was found, where the folder answers a question at one point."""
    if len(results.runs.select("point").unique().collect()) != 1 or not results.finished:
        return []
    try:
        ready = ready_of(folder)
    except InputError:  # made by another version: what was simulated can be cited all the same
        return []
    found = told(results, ready.city, ready.plans)
    return [Words(said.zh.replace("\n", ""), said.en.replace("\n", " ")) for said in found]


def _year(folder: Path) -> str:
    """When the results were made, as the crate says, which copies of the folder keep."""
    try:
        crate = json.loads(intact(folder, METADATA, listed=False).read_text(encoding="utf-8"))
        return next(str(e["endTime"])[:4] for e in crate["@graph"] if "endTime" in e)
    except (OSError, ValueError, KeyError, StopIteration):
        return time.strftime("%Y", time.gmtime((folder / MANIFEST).stat().st_mtime))


def _name_of(folder: Path, city: str) -> Names:
    """What a city is called: one that comes with the package, or the folder's own copy of one."""
    from abm.city.city import city_cached, is_shipped

    if not is_shipped(city):
        intact_inputs(folder)
    try:
        return city_cached(city if is_shipped(city) else str(folder / CITY_COPY)).name
    except InputError:
        return Names(zh=city, en=city)


def experiment_citation(folder: Path) -> str:
    """What the experiment's author asks to be cited as; empty where nothing is said."""
    said = read_yaml(intact_input(folder, EXPERIMENT)).data.get("citation")
    return str(said) if said else ""
