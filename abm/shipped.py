"""What comes with the package and is meant where nothing is named."""

DEFAULT_CITY = "shanghai"
"""The city; its parameters stand in for those that another city lacks."""
