"""Experiment files, designs, executors, results, analysis and the command line."""

import engine  # noqa: F401  it settles what NumPy reads when it is imported
