"""How Solara's server runs: alone, and without reloading code under a user's feet."""

from __future__ import annotations

import os
import warnings

from solara.server import reload, settings


def prepare_server() -> None:
    """Silence and settle the server; call it while ``app.py`` is loaded.

    No telemetry, and no page from Solara's makers at a first start (its development mode, which
    ``solara run`` takes by default, shows one). No reloading of changed files either: it takes
    every module under the folder of ``app.py`` for the application's, those of an environment in
    that folder too, and NumPy can't be loaded twice. Who changes code starts the server again.
    """
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "false"
    settings.telemetry.mixpanel_enable = False
    settings.main.mode = "production"
    settings.theme.show_banner = False
    reload.reloader.close()
    reload.reloader.watcher = reload.WatcherDummy([], lambda name: None)
    # About pages embedded in others; says three times the same at every visit.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
