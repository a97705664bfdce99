"""The screen: ``solara run app.py`` or ``make app``."""

from ui.offline import stay_offline
from ui.page import Layout, Page
from ui.workers import shared_pool

__all__ = ["Layout", "Page"]

stay_offline()
shared_pool()  # The processes take seconds to import the model: start them before a user comes.
