"""Workbooks for Excel and WPS: a folder of results, or a city, told in sheets.

What of them is read back, and how, is declared in ``experiments.studies.workbook``.
"""
