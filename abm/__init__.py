"""The model of a city's industry: the quarter, its steps, the city data and the outcomes."""

import engine  # noqa: F401  it settles what NumPy reads when it is imported
