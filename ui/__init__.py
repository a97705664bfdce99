"""The Solara application."""

import engine  # noqa: F401  it settles what NumPy reads when it is imported
