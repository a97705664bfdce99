"""The instrument that the README writes out, as a reader would paste it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from policies.instrument import REGISTRY, Instrument
from policies.registry import INSTRUMENTS

ROOT = Path(__file__).parents[2]


def readme_code() -> str:
    """Its text."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = (c for c in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "@register" in c)
    return str(code)


def readme_example(patch: pytest.MonkeyPatch) -> Instrument:
    """Registered for the time of a test, like any other."""
    patch.setattr("policies.instrument.REGISTRY", REGISTRY | {})
    scope: dict[str, Any] = {}
    exec(compile(readme_code(), "README.md", "exec", dont_inherit=True), scope)
    instrument: Instrument = scope["YoungSuppliers"]()
    patch.setitem(INSTRUMENTS, instrument.key, instrument)
    return instrument
