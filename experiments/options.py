"""Options that several commands share."""

from typing import Annotated, Literal

import typer

ExecutorName = Annotated[
    Literal["serial", "ray"] | None, typer.Option(help="Where the runs are carried out.")
]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes for Ray (default: all cores).")]
Portable = Annotated[
    bool,
    typer.Option(
        "--portable", help="Use no instructions beyond AVX2: the same bits on other processors."
    ),
]


def prepare(portable: bool) -> None:
    """Before anything that computes is imported."""
    if portable:
        from experiments.processor import make_portable

        make_portable()
