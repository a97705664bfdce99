"""Workbooks that come back: what of one is read again, and where in it each value stands.

Written they are in ``experiments.reports.workbook``.
"""
