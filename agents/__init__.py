"""The kinds of agent, their columns, and their decision rules as pure functions of columns."""
