"""How to cite a folder of results: BibTeX of the software and the data, and a methods sentence."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from abm.city_file import Names
from engine.document import InputError
from experiments.results import Results
from experiments.store import CITY_COPY, RUNS


def cite(folder: Path) -> str:
    """BibTeX entries and a sentence for the methods section, in English and Chinese."""
    results = Results(folder)
    manifest = results.manifest
    made: Mapping[str, Any] = manifest["ingredients"]
    experiment: Mapping[str, Any] = made["experiment"]
    identity = str(manifest["identity"])
    written = folder / f"{RUNS}.parquet"
    stamp = time.gmtime((written if written.is_file() else folder).stat().st_mtime)
    year = time.strftime("%Y", stamp)
    runs = results.runs.collect().height
    points = results.runs.select("point").unique().collect().height
    seeds = results.runs.select("seed").unique().collect().height
    plans = ", ".join(results.plans)
    city = _name_of(folder, str(experiment["city"]))
    english_end = "" if results.finished else " The sweep is not finished."
    chinese_end = "" if results.finished else "该扫描尚未完成。"
    software = (
        f"@software{{yuanqu_{made['yuanqu'].replace('.', '_')},\n"
        f"  title   = {{yuanqu: an agent-based laboratory of industrial policy}},\n"
        f"  author  = {{{{The yuanqu authors}}}},\n"
        f"  version = {{{made['yuanqu']}, model {made['model']}}},\n"
        f"  year    = {{{year}}}\n}}"
    )
    data = (
        f"@misc{{{experiment['name']}_{identity[:8]},\n"
        f"  title = {{Simulations {experiment['name']}}},\n"
        f"  note  = {{{runs} runs; identity SHA-256 {identity}}},\n"
        f"  year  = {{{year}}}\n}}"
    )
    kind = experiment["design"]["kind"]
    version = f"yuanqu {made['yuanqu']}"
    english = (
        f"We simulated {city.en} with {version} (model version {made['model']}) under "
        f"{len(results.plans)} plans ({plans}), at {points} design points ({kind}) with {seeds} "
        f"seeds each and common random numbers across plans and points: {runs} runs until "
        f"{experiment['until']}. The experiment is identified by SHA-256 {identity[:16]}…; the "
        f"folder holds its configuration, plans and versions, and `yuanqu rerun` carries it out "
        f"again.{english_end}"
    )
    chinese = (
        f"本文使用 {version}（模型版本 {made['model']}）模拟{city.zh}："
        f"{len(results.plans)} 个方案（{plans}）、{points} 个设计点（{kind}）、"
        f"每点 {seeds} 个随机种子，各方案与设计点共用随机数，"
        f"共 {runs} 次运行，至 {experiment['until']}。"
        f"实验标识 SHA-256 {identity[:16]}…；"
        f"结果文件夹含配置、方案与版本，可用 `yuanqu rerun` 重现。{chinese_end}"
    )
    own = experiment_citation(folder)
    return "\n\n".join(filter(None, [own, software, data, english, chinese]))


def _name_of(folder: Path, city: str) -> Names:
    """What a city is called: one that comes with the package, or the folder's own copy of one."""
    from abm.city import city_cached, known_cities

    try:
        return city_cached(city if city in known_cities() else str(folder / CITY_COPY)).name
    except InputError:
        return Names(zh=city, en=city)


def experiment_citation(folder: Path) -> str:
    """What the experiment's author asks to be cited as; empty where nothing is said."""
    from engine.document import read_yaml
    from experiments.store import EXPERIMENT

    said = read_yaml(folder / EXPERIMENT).data.get("citation")
    return str(said) if said else ""
