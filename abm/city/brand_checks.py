"""Checks of the brands of saturated markets: whole markets, every year, shares that add up to 1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from engine.document import InputError, Table

Tables = Mapping[str, Table]


def check_brands(tables: Tables, tolerance: float) -> Iterator[InputError]:
    """The faults of ``brand_markets.csv`` and ``brand_shares.csv``; shares add up within
    ``tolerance``."""
    principals = tables["principals"].columns
    use_of = dict(zip(principals["key"], principals["use"], strict=True))
    follows = dict(zip(principals["key"], principals["follows"], strict=True))
    markets, shares = tables["brand_markets"], tables["brand_shares"]
    sized = {use for use, known in _pairs(markets, "use", "known") if known is None}
    found: dict[tuple[object, object], list[int]] = defaultdict(list)
    for row, (key, year) in enumerate(_pairs(shares, "principal", "year")):
        use = use_of[key]
        if use not in sized:
            expected = f"shipments of {use} in brand_markets.csv, one of them always known"
            yield shares.error(row, "principal", expected, "none")
        if follows[key] is not None:
            expected = f"{key} without a quarter in follows of principals.csv: shares move it"
            yield shares.error(row, "principal", expected, str(key))
        found[use, year].append(row)
    for (use, year), rows in found.items():
        mine = {key for key, of in use_of.items() if of == use}
        there = {shares.columns["principal"][row] for row in rows}
        for key in sorted(mine - there):
            expected = f"{key} too in {year}, which orders {use}"
            yield shares.error(rows[0], "principal", expected, "none")
        total = sum(shares.columns["share"][row] for row in rows)
        if abs(total - 1.0) > tolerance:
            expected = f"shares of {use} in {year} that add up to 1"
            yield shares.error(rows[0], "share", expected, f"{total:.6g}")
    there = {use for use, _ in found}
    for row, use in enumerate(markets.columns["use"]):
        if use not in there:
            expected = f"shares of the brands of {use} in brand_shares.csv"
            yield markets.error(row, "use", expected, "none")


def _pairs(table: Table, first: str, second: str) -> Iterator[tuple[object, object]]:
    return zip(table.columns[first], table.columns[second], strict=True)
