"""Quarters that end early, so that a test sees the world as a later step would find it."""

from __future__ import annotations

from abm.model import IndustryModel


def end_behind(model: IndustryModel, name: str) -> None:
    """Take all steps behind the one of this name out of a model's quarter."""
    names = model.schedule.names()
    for later in names[names.index(name) + 1 :]:
        model.schedule.remove(later)
