"""A plan as a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from ruamel.yaml import YAML

from engine.calendar import quarter_text
from policies.plan import Plan
from policies.schedule import effect, spans
from policies.setting import Setting


def plan_text(plan: Plan) -> str:
    """The plan as a YAML file that extends no other.

    What it took over is marked, so that ``scale`` goes on to mean its own settings.
    """
    written: Sequence[Setting] = plan.settings
    if plan.own:
        base = (s.model_copy(update={"inherited": True}) for s in plan.base)
        written = (*base, *plan.own)
    settings = []
    for s in spans(written, lambda s: (effect(s), s.inherited)):
        data = s.model_dump(mode="json", by_alias=True, exclude_none=True)
        data["from"] = quarter_text(s.start)
        if s.end is not None:
            data["to"] = quarter_text(s.end)
        settings.append(
            {name: value for name, value in data.items() if value != "" and value is not False}
        )
    whole = {
        "key": plan.key,
        "name": plan.name.model_dump(),
        "summary": plan.summary.model_dump(),
        **({"scale": plan.scale} if plan.own and plan.scale != 1.0 else {}),
        "settings": settings,
    }
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 100
    buffer = StringIO()
    yaml.dump(whole, buffer)
    return buffer.getvalue()
