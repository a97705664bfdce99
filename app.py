"""The screen: ``solara run app.py`` or ``make app``."""

from ui.page import Layout, Page
from ui.server import prepare_server
from ui.workers import shared_pool

__all__ = ["Layout", "Page"]

prepare_server()
shared_pool()  # The processes take seconds to import the model: start them before a user comes.
