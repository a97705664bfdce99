"""Experiment files, designs, executors, results, analysis and the command line."""
