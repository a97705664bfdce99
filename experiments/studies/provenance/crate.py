"""A results folder as an RO-Crate: what was run, with what, on what, into which files.

The profile is Process Run Crate (Leo et al. 2024): one ``CreateAction`` whose instrument is this
software, whose objects are the experiment, its plans and the city's data, and whose results are the
tables.
"""

import json
import mimetypes
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

from experiments.runs.environment import environment
from experiments.runs.folder.ours import write_made
from experiments.runs.folder.parts import TABLES
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import BATCHES, EXPERIMENT, MANIFEST
from experiments.runs.folder.sums import TIMING
from experiments.runs.folder.took_part import took_part
from experiments.studies.identity import versions
from experiments.studies.kept import COPIES, DRAWN, FORECAST, METADATA, POINTS_FILE
from experiments.studies.resolve import Ready

PROFILE = "https://w3id.org/ro/wfrun/process/0.5"

MOST_SPANS = 50
"""Spans of runs that are told of a machine."""

TYPES = {".parquet": "application/vnd.apache.parquet", ".yaml": "application/yaml"}


def write_crate(folder: Path, ready: Ready) -> None:
    """Write the crate's metadata for a finished folder, once: it tells how the runs came about."""
    if (folder / METADATA).is_file():
        return
    crate = ROCrate(version="1.1")
    experiment = ready.experiment
    title = experiment.title
    crate.name = f"{title.zh} {title.en}" if title is not None else experiment.name
    crate.description = f"Runs of the model yuanqu: the experiment {experiment.name}"
    profile = ContextEntity(
        crate,
        PROFILE,
        {"@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
    )
    crate.add(profile)
    crate.root_dataset["conformsTo"] = profile
    inputs = [_file(crate, folder, name) for name in (EXPERIMENT, POINTS_FILE, MANIFEST)]
    inputs += [_file(crate, folder, str(p.relative_to(folder))) for p in _copies(folder)]
    results = [_file(crate, folder, f"{table}.parquet") for table in TABLES]
    results += [_file(crate, folder, name) for name in (*DRAWN, *FORECAST)]
    known = versions()
    software = ContextEntity(
        crate,
        "#yuanqu",
        {
            "@type": "SoftwareApplication",
            "name": "yuanqu",
            "softwareVersion": known["yuanqu"],
            "version": f"model {known['model']}",
            "softwareRequirements": [
                f"Python {sys.version.split()[0]}",
                *(f"{name} {number}" for name, number in environment().items()),
            ],
        },
    )
    data = ContextEntity(
        crate,
        "#city",
        {
            "@type": "Dataset",
            "name": f"{ready.city.name.zh} {ready.city.name.en}",
            "identifier": f"sha256:{ready.city.digest}",
        },
    )
    crate.add(software)
    crate.add(data)
    runs = Results(folder).runs.collect()
    by = took_part(folder)
    if by.ended:
        crate.root_dataset.datePublished = datetime.fromisoformat(by.ended)
    seeds = runs["seed"].to_numpy()
    action = ContextEntity(
        crate,
        "#sweep",
        {
            "@type": "CreateAction",
            "name": f"yuanqu sweep {experiment.name}",
            "startTime": by.began,
            "endTime": by.ended,
            "description": (
                f"{runs.height} runs, seeds {seeds.min()} to {seeds.max()}; who "
                f"carried out which is in {TIMING}/{BATCHES}"
            ),
        },
    )
    crate.add(action)
    machines = [_machine(crate, place, *who) for place, who in enumerate(by.machines, start=1)]
    if machines:
        action["participant"] = machines
    action["instrument"] = software
    action["object"] = [*filter(None, inputs), data]
    action["result"] = [*filter(None, results)]
    crate.root_dataset["mentions"] = action
    text = json.dumps(crate.metadata.generate(), indent=1, ensure_ascii=False) + "\n"
    write_made(folder, METADATA, text.encode())


def _machine(
    crate: ROCrate,
    place: int,
    who: Mapping[str, Any],
    spans: Sequence[tuple[int, int]],
) -> ContextEntity:
    """A machine that took part, with its runs by their numbers."""
    runs = [str(first) if first == last else f"{first}-{last}" for first, last in spans]
    shown = ", ".join(runs[:MOST_SPANS]) + (", ..." if len(runs) > MOST_SPANS else "")
    libraries = ", ".join(f"{name} {number}" for name, number in who["libraries"].items())
    properties = {
        "@type": "IndividualProduct",
        "name": who["host"],
        "category": who["processor"],
        "description": (
            f"{who['system']}, Python {who['python']}, {libraries}; carried out runs {shown}"
        ),
    }
    entity = ContextEntity(crate, f"#machine-{place}", properties)
    crate.add(entity)
    return entity


def _copies(folder: Path) -> list[Path]:
    """Plans and data that the folder keeps its own copies of."""
    return sorted(p for part in COPIES for p in (folder / part).glob("*") if p.is_file())


def _file(crate: ROCrate, folder: Path, name: str) -> object | None:
    path = folder / name
    if not path.is_file():
        return None
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "text/plain"
    properties = {"encodingFormat": kind, "contentSize": str(path.stat().st_size)}
    entity: object = crate.add_file(dest_path=name, source=str(path), properties=properties)
    return entity
