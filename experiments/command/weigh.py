"""The commands that weigh plans against each other."""

import typer

from experiments.command.attribute import attribute
from experiments.command.compare import compare
from experiments.command.optimise import optimise
from experiments.command.policies import plan_app
from experiments.command.scale import plan_scale

ATTRIBUTE = (
    "Examples: yuanqu attribute action_plan_2022 --seeds 100\n\n"
    "yuanqu attribute action_plan_2022 --alone --seeds 30 --markdown docs/instruments.md"
)
OPTIMISE = (
    "Example: yuanqu optimise --budget 200 --target competitive_firms --seeds 20 --trials 200"
)
SCALE = "Example: yuanqu plan scale my_plan.yaml rd_led --like action_plan_2022 --seeds 100"
COMPARE = "Example: yuanqu compare action_plan_2022 my_plan.yaml --seeds 100 --out out/compare"


def add_commands(app: typer.Typer) -> None:
    """Add the commands to ``yuanqu``."""
    app.command(epilog=COMPARE)(compare)
    app.command(epilog=ATTRIBUTE)(attribute)
    app.command(epilog=OPTIMISE)(optimise)
    plan_app.command("scale", epilog=SCALE)(plan_scale)
