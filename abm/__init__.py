"""The model of a city's industry: the quarter, its steps, the city data and the outcomes."""
