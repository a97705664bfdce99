"""The Solara application."""

import experiments  # noqa: F401  it imports the packages below from where it stands
