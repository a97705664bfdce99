"""The steps of the quarter: where kinds meet. Each gathers columns, calls rules, and writes."""
