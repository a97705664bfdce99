"""How to cite a folder of results: BibTeX of the software and the data, and a methods sentence."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agents.city import Names
from engine.document import InputError, counted
from experiments.reports.report import Words
from experiments.reports.stopping_words import sentence
from experiments.reports.verdict_told import told
from experiments.runs.batch import FAILED
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import MANIFEST
from experiments.runs.folder.sums import intact
from experiments.studies.enough import ended
from experiments.studies.kept import CITY_COPY, METADATA, intact_inputs
from experiments.studies.provenance.verify import ready_of

DESIGNS = {
    "grid": ("a full factorial", "全因子设计"),
    "one_at_a_time": ("one factor at a time", "逐因子设计"),
    "latin_hypercube": ("a Latin hypercube", "拉丁超立方抽样"),
    "sobol": ("a Sobol sequence", "Sobol序列"),
    "saltelli": ("a Saltelli design", "Saltelli抽样"),
    "morris": ("Morris trajectories", "Morris轨迹"),
    "table": ("a table of points", "给定的设计表"),
}
"""What each kind of design is called in a sentence, in English and Chinese."""

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
    count, plans = len(results.plans), ", ".join(results.plans)
    city = _name_of(folder, str(experiment["city"]))
    english_end = f" {failed} of the runs failed and are left out." if failed else ""
    chinese_end = f"其中 {failed} 次运行失败，未计入。" if failed else ""
    rule = ended(results)
    if rule is not None:
        english_end += f" {sentence(rule).en}"
        chinese_end += sentence(rule).zh
    english_end += "" if results.finished else " The sweep is not finished."
    chinese_end += "" if results.finished else "该扫描尚未完成。"
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
    kind_en, kind_zh = DESIGNS[experiment["design"]["kind"]]
    at_en, at_zh = f"at {points} design points ({kind_en}) ", f"、{points} 个设计点（{kind_zh}）"
    each_en, each_zh = " each and common random numbers across plans and points", "各方案与设计点"
    if points == 1:
        at_en = at_zh = ""
        each_en, each_zh = " and common random numbers across plans", "各方案"
    if points == count == 1:
        each_en = each_zh = ""
    version = f"yuanqu {made['yuanqu']}"
    english = (
        f"We simulated {city.en} with {version} (model version {made['model']}) under "
        f"{counted(count, 'plan')} ({plans}), {at_en}with {counted(seeds, 'seed')}{each_en}: "
        f"{counted(runs, 'run')} until {experiment['until']}. The experiment is identified by "
        f"SHA-256 {identity[:16]}…; the folder holds its configuration, plans and versions, and "
        f"`yuanqu rerun` carries it out again.{english_end}"
    )
    shared = f"{each_zh}共用随机数，" if each_zh else ""
    chinese = (
        f"本文使用 {version}（模型版本 {made['model']}）模拟{city.zh}："
        f"{count} 个方案（{plans}）{at_zh}、"
        f"{'每点 ' if at_zh else ''}{seeds} 个随机种子，{shared}"
        f"共 {runs} 次运行，至 {experiment['until']}。"
        f"实验标识 SHA-256 {identity[:16]}…；"
        f"结果文件夹含配置、方案与版本，可用 `yuanqu rerun` 重现。{chinese_end}"
    )
    own = experiment_citation(folder)
    found = _verdict(folder, results)
    zh = "".join(said.zh.replace("\n", "") for said in found)
    en = " ".join(said.en.replace("\n", " ") for said in found)
    return "\n\n".join(filter(None, [own, software, data, english, en, chinese, zh]))


def _verdict(folder: Path, results: Results) -> list[Words]:
    """What was found, where the folder answers a question at one point."""
    if len(results.runs.select("point").unique().collect()) != 1 or not results.finished:
        return []
    try:
        ready = ready_of(folder)
    except InputError:  # made by another version: what was simulated can be cited all the same
        return []
    return told(results, ready.city, ready.plans)


def _year(folder: Path) -> str:
    """When the results were made, as the crate says, which copies of the folder keep."""
    try:
        crate = json.loads(intact(folder, METADATA, listed=False).read_text(encoding="utf-8"))
        return next(str(e["endTime"])[:4] for e in crate["@graph"] if "endTime" in e)
    except (OSError, ValueError, KeyError, StopIteration):
        return time.strftime("%Y", time.gmtime((folder / MANIFEST).stat().st_mtime))


def _name_of(folder: Path, city: str) -> Names:
    """What a city is called: one that comes with the package, or the folder's own copy of one."""
    from abm.city.city import city_cached, known_cities

    if city not in known_cities():
        intact_inputs(folder)
    try:
        return city_cached(city if city in known_cities() else str(folder / CITY_COPY)).name
    except InputError:
        return Names(zh=city, en=city)


def experiment_citation(folder: Path) -> str:
    """What the experiment's author asks to be cited as; empty where nothing is said."""
    from engine.document import read_yaml
    from experiments.runs.folder.store import EXPERIMENT, intact_input

    said = read_yaml(intact_input(folder, EXPERIMENT)).data.get("citation")
    return str(said) if said else ""
