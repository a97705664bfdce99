"""Golden outcomes: what the model says today, kept so that a change of it can't go unseen.

``python -m tests.golden.make`` writes ``golden.json`` anew. A change of outcomes needs a new
``MODEL_VERSION`` and a line in the changelog; results of two versions are never mixed.
"""

from __future__ import annotations

import json
from pathlib import Path

from abm.simulation import RunSpec, simulate
from abm.version import MODEL_VERSION
from tests.littleton import ACTION, BASELINE, LITTLETON

FILE = Path(__file__).parent / "golden.json"

RUNS: dict[str, RunSpec] = {
    **{
        f"littleton/{name}/{seed}": RunSpec(LITTLETON, plan, seed)
        for name, plan in (("baseline", BASELINE), ("action", ACTION))
        for seed in (1, 2)
    },
    **{
        f"shanghai/{plan}/1": RunSpec("shanghai", plan, 1)
        for plan in ("baseline", "action_plan_2022")
    },
}


def outcomes(name: str) -> dict[str, float]:
    """Outcomes of one golden run at its end."""
    found = simulate(RUNS[name]).outcomes
    return {column: float(values[-1]) for column, values in found.items()}


def main() -> None:
    golden = {"model_version": MODEL_VERSION, "runs": {name: outcomes(name) for name in RUNS}}
    FILE.write_text(json.dumps(golden, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
