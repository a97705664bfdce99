"""Carries out a command for each line of arguments that it reads, in a child that starts at once.

All is imported before; nothing is used, so that a child is as good as a new process. Each is the
head of a process group: its id is printed when it has started, its status when it has ended.
"""

import os
import shlex
import sys
from importlib import import_module

from experiments.command.main import main

NEEDED = (
    "experiments.studies.sweep",
    "experiments.command.experiments",
    "experiments.reports.answer_files",
)
NEEDED += (
    "experiments.command.bar",
    "experiments.reports.answer",
    "experiments.studies.provenance.crate",
)


def carry_out(arguments: list[str]) -> int:
    """In the child: what the command prints goes where errors go."""
    os.dup2(2, 1)
    try:
        main(arguments)
    except SystemExit as left:
        return int(left.code or 0)
    return 0


if __name__ == "__main__":
    for module in NEEDED:
        import_module(module)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            os._exit(carry_out(shlex.split(line)))
        os.setpgid(child, child)
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)
