"""A results folder as an RO-Crate: what was run, with what, on what, into which files.

The profile is Process Run Crate (Leo et al. 2024): one ``CreateAction`` whose instrument is this
software, whose objects are the experiment, its plans and the city's data, and whose results are the
tables.
"""

import json
import mimetypes
import sys
from pathlib import Path

from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

from engine.bits import ran_on
from experiments.environment import environment
from experiments.files import write_whole
from experiments.identity import versions
from experiments.parts import TABLES
from experiments.resolve import Ready
from experiments.results import Results
from experiments.space import POINTS_FILE
from experiments.store import COPIES, DRAWN, EXPERIMENT, MANIFEST, METADATA

PROFILE = "https://w3id.org/ro/wfrun/process/0.5"

TYPES = {".parquet": "application/vnd.apache.parquet", ".yaml": "application/yaml"}


def write_crate(folder: Path, ready: Ready, began: str, ended: str) -> None:
    """Write the crate's metadata for a finished folder; ``began`` and ``ended`` in ISO 8601."""
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
    results += [_file(crate, folder, name) for name in DRAWN]
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
    action = ContextEntity(
        crate,
        "#sweep",
        {
            "@type": "CreateAction",
            "name": f"yuanqu sweep {experiment.name}",
            "startTime": began,
            "endTime": ended,
            "description": (
                f"{runs.height} runs, seeds {runs['seed'].min()} to {runs['seed'].max()}, "
                f"processor class {ran_on()}"
            ),
        },
    )
    crate.add(action)
    action["instrument"] = software
    action["object"] = [*filter(None, inputs), data]
    action["result"] = [*filter(None, results)]
    crate.root_dataset["mentions"] = action
    text = json.dumps(crate.metadata.generate(), indent=1, ensure_ascii=False) + "\n"
    write_whole(folder / METADATA, text.encode())


def _copies(folder: Path) -> list[Path]:
    """Plans and data that the folder keeps its own copies of."""
    return sorted(p for part in COPIES for p in (folder / part).glob("*") if p.is_file())


def _file(crate: ROCrate, folder: Path, name: str) -> object | None:
    path = folder / name
    if not path.is_file():
        return None
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "text/plain"
    properties = {"encodingFormat": kind, "contentSize": str(path.stat().st_size)}
    return crate.add_file(dest_path=name, source=str(path), properties=properties)
