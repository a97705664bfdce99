"""No word to anyone outside this machine."""

from __future__ import annotations

import os

import solara.server.settings as settings


def stay_offline() -> None:
    """Switch off telemetry, and the page that Solara loads from its makers at a first start.

    ``solara run`` in its production mode loads no such page.
    """
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "false"
    settings.telemetry.mixpanel_enable = False
    settings.main.mode = "production"
