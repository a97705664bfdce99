"""The command ``yuanqu``.

Nothing that computes is imported at the top: ``--help`` has to answer at once.
"""

import logging
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from engine.later import postponed
from experiments.command import analyse, options
from experiments.command.attribute import attribute
from experiments.command.backtest import backtest
from experiments.command.cache import cache_app
from experiments.command.calibrate import calibrate
from experiments.command.city import city_app
from experiments.command.compare import compare
from experiments.command.docs import docs
from experiments.command.forecast import forecast
from experiments.command.optimise import optimise
from experiments.command.parts import parts
from experiments.command.policies import plan_app, policies_app
from experiments.command.scale import plan_scale
from experiments.command.score import score
from experiments.command.validate import validate
from experiments.command.workbook import export, unpacked
from experiments.reports.streams import NOT_WRITTEN, outlets, say
from experiments.reports.streams import show as show_text
from experiments.runs.ending import Lost, code_of, signals_as_exceptions, words_on

if TYPE_CHECKING:
    from typer._click import Context

BAD_INPUT, BUG = 2, 1
NO_FILE = (ConnectionError, TimeoutError, ChildProcessError, ProcessLookupError)
"""Refusals of the system that are of no file."""
USABLE = "a file or folder that can be read and written"
"""What the system refuses, in the words of a message."""


class Stopped(Exception):
    """A command was asked to end; the cause says how."""


class Commands(TyperGroup):
    """All commands. Typer itself would leave without a word when one is asked to end."""

    def invoke(self, ctx: "Context") -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as why:
            raise Stopped from why


app = typer.Typer(
    name="yuanqu",
    cls=Commands,
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: yuanqu run --seeds 10 --set instruments.rd_subsidy=0.2",
)
app.add_typer(city_app, name="city")


class SweepGroup(TyperGroup):
    """``sweep FILE`` is short for ``sweep run FILE``."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["run", *args]
        return super().parse_args(ctx, args)


sweep_app = typer.Typer(
    cls=SweepGroup,
    help="Carry out an experiment that may take long: yuanqu sweep FILE.",
    epilog="Example: yuanqu sweep headline --out out/headline --executor ray",
    no_args_is_help=True,
)
app.add_typer(sweep_app, name="sweep")

ExperimentName = Annotated[
    str, typer.Argument(help="An experiment's YAML file, or the name of a shipped one.")
]
Out = Annotated[
    Path | None, typer.Option(help="Folder for the results (default: out/<name>).", metavar="DIR")
]
Address = Annotated[
    str | None,
    typer.Option(
        help="Of a running Ray cluster (auto, or host:port); with --executor futures what makes "
        "the pool (package.module:callable).",
        metavar="ADDRESS",
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with what the folder holds.")]


@app.callback(invoke_without_command=True)
def yuanqu(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """An agent-based laboratory of industrial policy for a city."""
    if version:
        from importlib.metadata import version as version_of

        from abm.version import MODEL_VERSION

        show_text(f"yuanqu {version_of('yuanqu')} (model {MODEL_VERSION})")
        raise typer.Exit
    if context.invoked_subcommand is None:
        show_text(context.get_help())
        raise typer.Exit


@app.command(
    epilog="Example: yuanqu run --plan baseline --plan action_plan_2022 --seeds 20"
    "\n\nyuanqu run --year 2030 --seeds 50\n\nyuanqu run --from my.xlsx --out out/mine"
)
def run(
    experiment: Annotated[
        str,
        typer.Argument(
            help="An experiment's YAML file, or the name of a shipped one (default: headline).",
            show_default=False,
        ),
    ] = "",
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from", help="A workbook of yuanqu export, as it was edited.", metavar="FILE"
        ),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(help="Folder for the workbook's experiment and plans as YAML.", metavar="DIR"),
    ] = None,
    plan: Annotated[
        list[str] | None,
        typer.Option(help="A plan's name or YAML file; may be repeated.", metavar="PLAN"),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The first seed; without --seeds the only one.")
    ] = None,
    seeds: Annotated[int | None, typer.Option(min=1, help="The number of seeds.")] = None,
    until: options.Until = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="A parameter's or instrument's value; may be repeated.", metavar="NAME=X"
        ),
    ] = None,
    city: Annotated[
        str | None, typer.Option(help="A city's name, or the path of its folder.")
    ] = None,
    year: options.Year = None,
    world: options.WhichWorld = None,
    parameters: options.WhichParameters = None,
    check: Annotated[
        bool, typer.Option("--check", help="Check the model's invariants in every quarter.")
    ] = False,
    out: Out = None,
    resume: Resume = False,
    force: options.Force = False,
    native: options.Native = False,
    portable: options.Portable = False,
    executor: options.Executor = None,
    workers: options.Workers = None,
    no_cache: options.NoCache = False,
    all_: Annotated[
        bool, typer.Option("--all", help="Show every outcome, not only the answer's.")
    ] = False,
) -> None:
    """Answer the question: how likely is it, with each plan, that the targets are reached?"""
    options.prepare(native, no_cache)
    from experiments.command.experiments import Changes, carry_out

    changes = Changes(
        plan,
        seed,
        seeds,
        until,
        set_,
        city,
        executor,
        workers,
        world=world,
        parameters=parameters,
        year=year,
    )
    carried = partial(
        carry_out,
        changes=changes,
        out=out,
        check=check,
        resume=resume,
        force=force,
        again=True,
        all_outcomes=all_,
    )
    if from_ is None:
        if write is not None:
            raise typer.BadParameter("--write needs --from: it writes what a workbook holds")
        raise typer.Exit(carried(experiment or "headline"))
    if experiment:
        raise typer.BadParameter("an experiment or --from, not both")
    with unpacked(from_, write) as found:
        raise typer.Exit(carried(str(found.experiment), place=found.remark))


@sweep_app.command("run", epilog="Example: yuanqu sweep headline.yaml --executor ray --resume")
def sweep(
    file: ExperimentName,
    out: Out = None,
    executor: options.Executor = None,
    workers: options.Workers = None,
    address: Address = None,
    resume: Resume = False,
    force: options.Force = False,
    native: options.Native = False,
    portable: options.Portable = False,
    no_cache: options.NoCache = False,
) -> None:
    """Carry out an experiment that may take long; it can be killed and resumed at any moment."""
    options.prepare(native, no_cache)
    from experiments.command.experiments import Changes, carry_out

    if address is not None and executor is None:
        executor = "ray"
    changes = Changes(executor=executor, workers=workers, address=address)
    raise typer.Exit(carry_out(file, changes, out, resume=resume, force=force))


@sweep_app.command("check", epilog="Example: yuanqu sweep check headline.yaml")
def sweep_check(file: ExperimentName) -> None:
    """Check an experiment's file; show what would run, how long it takes, how much it writes."""
    from experiments.command.foresight import show_check

    raise typer.Exit(show_check(file))


OTHERS: dict[Callable[..., None], str] = {
    score: "score --seeds 8 --set demand.alpha_price=3",
    calibrate: "calibrate all --city littleton --runs 2000 --top 6\n\nyuanqu calibrate simulate "
    "--runs 10000 --executor ray\n\nyuanqu calibrate check",
    backtest: "backtest --seeds 100 --parameters posterior --out out/backtest",
    forecast: "forecast --until 2030 --seeds 100 --out out/forecast\n\nyuanqu forecast "
    "--score out/forecast --facts facts_of_2026.csv",
    validate: "validate --ablate entry credit --seeds 20",
    docs: "docs --out docs",
    analyse.sensitivity: "sensitivity out/saltelli --outcome competitive_firms",
    analyse.discover: "discover out/saltelli --when 'competitive_firms >= 50'",
    analyse.robust: "robust out/plans --outcome competitive_firms --target 50",
    analyse.readings: "readings out/headline --outcome competitive_firms",
    analyse.verify: "verify out/headline --sample 20",
    analyse.rerun: "rerun out/headline --out out/again",
    analyse.report: "report out/headline --language zh",
    analyse.cite: "cite out/headline",
    export: "export out/headline --xlsx my.xlsx --language zh",
    compare: "compare action_plan_2022 my_plan.yaml --seeds 100 --out out/compare",
    attribute: "attribute action_plan_2022 --seeds 100\n\nyuanqu attribute action_plan_2022 "
    "--alone --seeds 30 --markdown docs/instruments.md",
    parts: "parts action_plan_2022 --blocks 32\n\nyuanqu parts my_plan.yaml --blocks 64 "
    "--outcome output_plan --tries 0",
    optimise: "optimise --budget 200 --target competitive_firms --seeds 20 --trials 200",
}
"""Commands of files of their own, with an example, in the order of the help."""
for command, example in OTHERS.items():
    app.command(epilog=f"Example: yuanqu {example}")(command)
plan_app.command(
    "scale",
    epilog="Example: yuanqu plan scale my_plan.yaml rd_led --like action_plan_2022 --seeds 100",
)(plan_scale)
app.add_typer(policies_app, name="policies")
app.add_typer(plan_app, name="plan")
app.add_typer(cache_app, name="cache")


class _Told(logging.Handler):
    """What the model has to tell of its data, as one line of this command's."""

    def emit(self, record: logging.LogRecord) -> None:
        say(record.getMessage())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its code.

    0, 1 a bug or workers that are gone, 2 bad input, 130 stopped by Ctrl-C, 143 by SIGTERM.
    """
    told, model = _Told(), logging.getLogger("abm")
    model.addHandler(told)
    try:
        with outlets() as (output, errors):
            with signals_as_exceptions():
                code = _run(sys.argv[1:] if arguments is None else list(arguments))
            output.flush()
            if output.fault is not None and not output.closed_by_reader:
                say(f"what was to be shown can't be written: {output.fault.strerror}")
                code = code or NOT_WRITTEN
            errors.flush()
    finally:
        model.removeHandler(told)
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    with postponed("rich.markdown", "rich.traceback"):  # half of the time that --help takes
        import typer.rich_utils
    try:
        code = app(arguments, prog_name="yuanqu", standalone_mode=False)
    except TyperException as error:
        say(error.format_message())
        return BAD_INPUT
    except (Stopped, KeyboardInterrupt, typer.Abort, Lost) as error:
        why = error.__cause__ or error if isinstance(error, Stopped) else error
        say(words_on(why, arguments))
        return code_of(why)
    except Exception as error:
        from engine.document import InputError, reason, shortened

        if isinstance(error, InputError):
            say(str(error))
            return BAD_INPUT
        if isinstance(error, OSError) and not isinstance(error, NO_FILE):
            say(f"{error.filename or 'a file'}: expected {USABLE}, got {reason(error)}")
            return BAD_INPUT
        what = shortened(f"{type(error).__name__}: {error}", 200)
        say(f"a fault of the program ({what}); the log is {_log(arguments)}")
        return BUG
    return code if isinstance(code, int) else 0


def _log(arguments: list[str]) -> Path:
    """Write the traceback where the user is, or else where temporary files are."""
    text = f"yuanqu {' '.join(arguments)}\n\n{traceback.format_exc()}"
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        path = folder / "yuanqu-error.log"
        try:
            if path.is_file() and not path.read_bytes().startswith(b"yuanqu "):
                continue
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return path
    return Path("not written: no folder can be written")


if __name__ == "__main__":
    main()
