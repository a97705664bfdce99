"""The small invented city, its plans, and plans written for one test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "abm" / "data" / "littleton"
LITTLETON = str(FOLDER)
BASELINE, ACTION = (
    str(FOLDER / "plans" / f"{name}.yaml") for name in ("baseline", "action_plan_2022")
)
PLANS = {"baseline": BASELINE, "action": ACTION}

LABELLED = {"label": "assumed", "source": "written for one test"}


def setting(instrument: str, level: float, start: str = "2018Q1", **more: Any) -> dict[str, Any]:
    """One entry of a plan's ``settings``; ``end`` stands for ``to``."""
    if "end" in more:
        more["to"] = more.pop("end")
    return {"instrument": instrument, "from": start, "level": level, **more, **LABELLED}


def write_plan(
    folder: Path, *settings: dict[str, Any], extends: str | None = None, key: str = "of_a_test"
) -> str:
    """A plan's file in ``folder``, as JSON, which is YAML too. Returns its path."""
    plan = {
        "key": key,
        "name": {"zh": "测试", "en": "of a test"},
        "summary": {"zh": "测试", "en": "written for one test"},
        "settings": list(settings),
    }
    if extends is not None:
        plan["extends"] = extends
    file = folder / f"{key}.yaml"
    file.write_text(json.dumps(plan, ensure_ascii=False, indent=1), encoding="utf-8")
    return str(file)
