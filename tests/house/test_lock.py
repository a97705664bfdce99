"""The lock and what is installed agree, on each Python that the tests run on."""

import os
import re
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.markers import Marker

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[^ ;]+)(?: ; (?P<marker>[^\\]+))?")


LOCK, WITH_CALIBRATION = LOCKS = ("requirements.lock", "requirements-calibrate.lock")


def pins(lock: str = LOCK) -> list[tuple[str, str, str]]:
    """Return (name, version, marker) of each pin in a lock."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    matches = [PIN.match(line) for line in text.splitlines() if not line.startswith((" ", "#"))]
    assert all(matches), "a line of the lock is not a pin"
    return [(m["name"], m["version"], (m["marker"] or "").strip()) for m in matches if m]


def test_what_calibrates_is_added_and_changes_nothing() -> None:
    """Its lock has all pins of the other, and BayesFlow on JAX; no CUDA."""
    more = {name for name, *_ in set(pins(WITH_CALIBRATION)) - set(pins())}
    assert set(pins()) <= set(pins(WITH_CALIBRATION))
    assert {"bayesflow", "jax", "jaxlib", "keras"} <= more
    assert not any("cuda" in name or "nvidia" in name or name == "torch" for name in more)


@pytest.mark.parametrize("lock", LOCKS)
def test_each_pin_has_a_hash(lock: str) -> None:
    """An archive that is not the recorded one is refused."""
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8"))
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_lock_serves_each_python(python: str) -> None:
    """Each name has exactly one version on Linux, with the Mesa that fits."""
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.7",
        "sys_platform": "linux",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    chosen: dict[str, str] = {}
    for name, number, marker in pins():
        if not marker or Marker(marker).evaluate(environment):
            assert name not in chosen, f"{name} twice on {python}"
            chosen[name] = number
    assert chosen["mesa"].startswith("3.3." if python == "3.11" else "3.5.")
    assert {"hatchling", "editables", "uv", "networkx", "ray"} <= set(chosen)


@pytest.mark.mesa_contract
def test_the_installed_mesa_is_the_locked_one() -> None:
    """The tests speak of the Mesa that they say they speak of."""
    locked = [
        number
        for name, number, marker in pins()
        if name == "mesa" and (not marker or Marker(marker).evaluate())
    ]
    assert locked == [version("mesa")]
    assert version("mesa").startswith("3.5." if sys.version_info >= (3, 12) else "3.3.")


def test_libraries_use_one_thread() -> None:
    """Sums of more than one thread differ in their last bits between runs."""
    assert os.environ["POLARS_MAX_THREADS"] == os.environ["OMP_NUM_THREADS"] == "1"
