"""The command ``yuanqu calibrate``: from the figures before the policy to sets of parameters."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from abm.shipped import DEFAULT_CITY
from experiments.command import options
from experiments.runs.executors import ExecutorName
from experiments.studies.seeds import FIRST_SEED

if TYPE_CHECKING:
    from experiments.studies.calibration.checks import Checked
    from experiments.studies.calibration.figures import Figures
    from experiments.studies.calibration.fit import Task
    from experiments.studies.resolve import Ready

Stage = Literal["screen", "simulate", "fit", "check", "write", "all"]
FILES = ("parameters.csv", "parameters.parquet")
SCREEN, FIT = "screen", "fit"
"""Folders within that of the calibration."""
RANKED = "screen.csv"


@dataclass(frozen=True)
class Asked:
    """The options of a calibration."""

    city: str
    out: Path
    runs: int
    seed: int
    trajectories: int
    top: int
    parameters: tuple[str, ...]
    held: int
    training_seed: int
    last_year: int | None
    file: Path | None
    executor: ExecutorName | None
    workers: int | None
    force: bool

    @property
    def trainings(self) -> tuple[int, int]:
        """Seeds of the two networks, of which each holds the other to account."""
        return self.training_seed, self.training_seed + 1


def calibrate(
    stage: Annotated[
        Stage,
        typer.Argument(
            help="screen: which parameters move the figures; simulate: runs of all parameters "
            "drawn; fit: two networks and a rejection; check: the report again; write: the "
            "posterior into the city's folder; all: one after the other."
        ),
    ] = "all",
    city: options.CityName = DEFAULT_CITY,
    runs: Annotated[
        int, typer.Option(min=1, help="Simulations; of folders that are there all count.")
    ] = 10_000,
    seed: options.FirstSeed = FIRST_SEED,
    trajectories: Annotated[
        int, typer.Option(min=2, help="Times that the screening moves each parameter.")
    ] = 6,
    top: Annotated[int, typer.Option(min=1, help="Parameters to fit, the strongest.")] = 12,
    parameter: Annotated[
        list[str] | None,
        typer.Option(help="A parameter to fit; may be repeated (default: as screened)."),
    ] = None,
    held: Annotated[
        int, typer.Option(min=10, help="Simulations held back as truths that are known.")
    ] = 300,
    training_seed: Annotated[int, typer.Option(min=1, help="Of the first network.")] = 1,
    until_year: Annotated[
        int | None,
        typer.Option(help="The last year to fit (default: the last before the policy)."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(help="Where to write (default: posterior.parquet in the city's folder)."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of runs and fit (default: out/calibrate-CITY).", metavar="DIR"),
    ] = None,
    executor: options.Executor = None,
    workers: options.Workers = None,
    force: options.Force = False,
    native: options.Native = False,
) -> None:
    """Find sets of parameters that agree with the years before the policy.

    Figures of series.csv that are read or derived decide, assumed ones do not, and rows kept for
    tests are never read. Every parameter is drawn within its range; about a dozen are fitted, by
    neural posterior estimation (BayesFlow on JAX: make calibrate) and by rejection as a check.
    Those that the figures do not identify are named and stay drawn. Any stage goes on with what the
    folder holds; docs/calibration.md tells the yearly update.
    """
    options.prepare(native)
    from abm.city.city import city_cached, whole_name

    name = whole_name(city)
    folder = Path("out", f"calibrate-{city_cached(name).key}") if out is None else out
    asked = Asked(
        name,
        folder,
        runs,
        seed,
        trajectories,
        top,
        tuple(parameter or ()),
        held,
        training_seed,
        until_year,
        file,
        executor,
        workers,
        force,
    )
    from experiments.studies.calibration.figures import figures_of

    figures = figures_of(name, until_year)
    if stage in {"fit", "all"}:
        from experiments.studies.calibration.neural import require

        require()  # before hours of runs, not after
    if stage == "screen" or (stage == "all" and not asked.parameters):
        _screen(asked, figures)
    if stage in {"simulate", "all"}:
        _simulate(asked, figures)
    if stage in {"fit", "check", "write", "all"}:
        _fit(asked, figures, stage)


def _screen(asked: Asked, figures: "Figures") -> None:
    from experiments.reports.calibration import screen_report
    from experiments.reports.files import keep
    from experiments.reports.terminal import show
    from experiments.runs.folder.results import Results
    from experiments.runs.runtime import Runtime
    from experiments.studies.calibration.screen import screened
    from experiments.studies.calibration.simulations import screening

    runtime = Runtime(executor=asked.executor, workers=asked.workers)
    ready = screening(asked.city, figures, asked.trajectories, runtime)
    folder = asked.out / SCREEN
    _carry_out(ready, folder, asked.force)
    report = screen_report(screened(Results(folder), figures), asked.top)
    show(report, f"Files in {folder}: {', '.join(keep(report, folder))}")


def _simulate(asked: Asked, figures: "Figures") -> None:
    from experiments.runs.runtime import Runtime
    from experiments.studies.calibration.simulations import folder_of, training

    runtime = Runtime(executor=asked.executor, workers=asked.workers)
    ready = training(asked.city, figures, asked.seed, asked.runs, runtime)
    _carry_out(ready, folder_of(asked.out, asked.seed, asked.runs), asked.force)


def _carry_out(ready: "Ready", folder: Path, force: bool) -> None:
    from experiments.command.bar import watching
    from experiments.command.experiments import about
    from experiments.reports.streams import say
    from experiments.runs.folder.store import Opening
    from experiments.studies.provenance.crate import write_crate
    from experiments.studies.sweep import sweep

    with watching(about(ready)) as watch:
        swept = sweep(ready, folder, Opening(resume=True, force=force), watch)
    write_crate(folder, ready)
    if swept.failed:
        say(f"{swept.failed} of {swept.runs} runs failed and do not count; {swept.first_error}")


def _names(asked: Asked) -> tuple[str, ...]:
    """The parameters to fit: those named, or the strongest of the screening."""
    import polars as pl

    from engine.document import InputError
    from experiments.runs.folder.sums import intact

    if asked.parameters:
        return asked.parameters
    folder = asked.out / SCREEN
    if not (folder / RANKED).is_file():
        expected = "a screening (yuanqu calibrate screen), or --parameter"
        raise InputError(str(asked.out), 0, 0, "--out", expected, "none")
    rows = pl.read_csv(intact(folder, RANKED)).filter(pl.col("size") > 0.0)
    names: list[str] = rows["parameter"].head(asked.top).to_list()
    return tuple(names)


def _fit(asked: Asked, figures: "Figures", stage: Stage) -> None:
    from experiments.reports.calibration import calibration_report
    from experiments.reports.files import keep
    from experiments.reports.terminal import show
    from experiments.runs.folder.seed_folder import SeedFolder
    from experiments.runs.folder.sums import SUMS
    from experiments.studies.calibration.checks import checked, of_figures
    from experiments.studies.calibration.fit import REJECTION, task
    from experiments.studies.calibration.simulations import read_all

    simulated = read_all(asked.out, asked.city, figures)
    of = task(asked.city, figures, _names(asked), simulated, asked.held)
    folder = asked.out / FIT
    anew = asked.force and stage in {"fit", "all"}
    with SeedFolder(folder, of.ingredients(), anew, FILES) as store:
        ways = (REJECTION, *asked.trainings)
        if stage in {"fit", "all"}:
            _missing_ways(of, store, ways)
        answers = {way: store.get(way) for way in ways}
        lacking = [way for way, answer in answers.items() if answer is None]
        if lacking:
            from engine.document import InputError

            raise InputError(str(folder), 0, 0, "--out", "a fit (yuanqu calibrate fit)", "none")
        networks: list[Any] = [answers[way] for way in asked.trainings]
        rejection: Any = answers[REJECTION]
        found = checked(of.names, networks, rejection, of.truth)
        report = calibration_report(found, of_figures(of.figures, of.seen), of.figures, of.given)
        keep(report, folder, SUMS)
    show(report, f"Files in {folder}: {', '.join(FILES)}")
    if stage in {"write", "all"}:
        _write(asked, of, found, networks[0]["libraries"])


def _missing_ways(of: "Task", store: Any, ways: tuple[int, ...]) -> None:
    from experiments.command.bar import watching
    from experiments.studies.calibration.fit import REJECTION, by_network, by_rejection

    missing = store.missing(ways)
    title = f"{len(of.names)} parameters, {len(of.seeds)} simulations: by rejection and by networks"
    with watching(title, "ways") as watch:
        tick = watch(len(ways), len(ways) - len(missing))
        for way in missing:
            store.put(way, by_rejection(of) if way == REJECTION else by_network(of, way))
            tick()


def _write(asked: Asked, of: "Task", found: "Checked", libraries: dict[str, str]) -> None:
    from hashlib import sha256

    from abm.city.city import city_cached
    from abm.posterior import FILE, read_posterior
    from engine.document import InputError
    from experiments.reports.calibration import SHIPPED
    from experiments.reports.terminal import show
    from experiments.runs.folder.files import writable, write_whole
    from experiments.runs.folder.ours import FREE
    from experiments.studies.calibration.fit import posterior_bytes

    path = Path(str(city_cached(asked.city).path(FILE))) if asked.file is None else asked.file
    content = posterior_bytes(of, found, asked.trainings, libraries)
    if path.is_file():
        try:
            read_posterior(str(path), path.read_bytes())
        except InputError:
            raise InputError(str(path), 0, 0, "--file", FREE, "one of another origin") from None
    with writable(path, "--file"):
        write_whole(path, content)
    told = {"file": str(path), "sets": len(found.draws), "names": len(found.claimed)}
    show(SHIPPED.format(**told, digest=sha256(content).hexdigest()))
