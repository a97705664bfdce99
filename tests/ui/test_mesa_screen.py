"""Mesa's own screen takes the model as it is."""

from __future__ import annotations

from typing import Any

import ipyvuetify
import pytest
import solara
from mesa.visualization import SolaraViz, make_plot_component

from abm.model import IndustryModel
from tests.littleton import BASELINE, LITTLETON

pytestmark = pytest.mark.mesa_contract


def test_solaraviz_shows_the_model_and_steps_it() -> None:
    """The plot asks the record for an outcome; the button moves the model on by a quarter."""
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=0)
    first = model.world.quarter
    page = SolaraViz(model, components=[make_plot_component("firms")])
    # Its buttons stand in a side bar, which an application has.
    _, screen = solara.render(solara.AppLayout(children=[page]), handle_error=False)
    try:
        button = named(screen, "Step")
        button.click()
        assert model.world.quarter == first + 1
        assert model.datacollector.model_vars["firms"] == [model.record.latest("firms")]
    finally:
        screen.close()


def named(screen: Any, text: str) -> Any:
    """The one button with a text."""
    (found,) = [w for w in screen.find(ipyvuetify.Btn).widgets if w.children == [text]]
    return found
