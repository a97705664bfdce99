"""The kinds of agent, their columns, and their decision rules as pure functions of columns."""

import engine  # noqa: F401  it settles what NumPy reads when it is imported
