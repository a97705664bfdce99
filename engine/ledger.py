"""Double entry: every payment has a payer and a receiver, and no money comes from nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.table import Slots, Table

Floats = NDArray[np.float64]


class LedgerError(AssertionError):
    """Money moved outside the ledger, or a payment was malformed."""


class Rows(NamedTuple):
    """Rows of a table as a party to payments. Slots must not repeat; ``None`` means all rows."""

    table: Table
    slots: Slots | None = None

    @property
    def size(self) -> int:
        """Number of rows."""
        return self.table.n if self.slots is None else len(self.slots)


Party = str | Rows


@dataclass(frozen=True)
class LedgerSnapshot:
    balances: Floats
    moved: Floats
    opening: Floats
    memos: Mapping[str, float]


class Ledger:
    """Accounts of sectors that are one balance each, and of tables with a ``cash`` column.

    A table that takes part has the columns ``cash`` (money) and ``sector`` (code into
    ``sectors``, fixed). ``moved[flow, payer sector, receiver sector]`` holds the quarter's totals,
    and ``memos`` the quarter's totals by memo, such as the key of the instrument that paid.
    """

    def __init__(
        self, sectors: Sequence[str], flows: Sequence[str], tables: Sequence[Table]
    ) -> None:
        self.sectors = tuple(sectors)
        self.flows = tuple(flows)
        self.sector_code = {name: code for code, name in enumerate(self.sectors)}
        self.flow_code = {name: code for code, name in enumerate(self.flows)}
        self.tables = tuple(tables)
        self.balances = np.zeros(len(sectors))
        self.moved = np.zeros((len(flows), len(sectors), len(sectors)))
        self.opening = np.zeros(len(sectors))
        self.memos: dict[str, float] = {}
        self.strict = False
        self._common: dict[str, tuple[int, int | None]] = {}

    def pay(
        self, flow: str, payer: Party, receiver: Party, amount: Any, memo: str | None = None
    ) -> None:
        """Move ``amount`` (million yuan, ≥ 0) from payer to receiver: one per row, or one for all.

        With rows on both sides the payment is row by row. With rows on one side and a sector on
        the other, the sector pays or receives the sum. Raises, before anything has moved,
        KeyError on an undeclared flow or sector and ValueError on a wrong number of amounts.
        """
        code = self.flow_code[flow]
        amounts = np.asarray(amount, dtype=np.float64)
        for party in (payer, receiver):
            if isinstance(party, str):
                if party not in self.sector_code:
                    raise KeyError(f"{flow}: no sector {party!r}")
                continue
            size = party.table.n if party.slots is None else len(party.slots)
            if amounts.ndim == 0:  # a single number is paid by every row
                amounts = np.full(size, amounts)
            elif amounts.size != size:
                raise ValueError(f"{flow}: {amounts.size} amounts for {size} rows")
        if self.strict and not (np.isfinite(amounts).all() and (amounts >= 0.0).all()):
            raise LedgerError(f"{flow}: a payment is neither finite nor ≥ 0")
        total = float(np.add.reduce(amounts, axis=None))
        if total == 0.0:  # nothing is paid by anyone
            if memo is not None:
                self.memos.setdefault(memo, 0.0)
            return
        paid = self._move(payer, amounts, total, np.subtract)
        received = self._move(receiver, amounts, total, np.add)
        if isinstance(paid, int) and isinstance(received, int):
            self.moved[code, paid, received] += total
        else:
            self._record(code, paid, received, amounts)
        if memo is not None:
            self.memos[memo] = self.memos.get(memo, 0.0) + total

    def _move(
        self, party: Party, amounts: Floats, total: float, change: np.ufunc
    ) -> int | NDArray[np.int64]:
        """Change balances; returns the sector code, or one per row where they differ."""
        if isinstance(party, str):
            sector = self.sector_code[party]
            self.balances[sector] += total if change is np.add else -total
            return sector
        table, slots = party
        cash = table.unlocked("cash")
        if slots is None:
            change(cash, amounts, out=cash)
        else:
            if self.strict and len(np.unique(slots)) != len(slots):
                raise LedgerError(f"{table.name}: a row stands twice in one payment")
            cash[slots] = change(cash[slots], amounts)
        common = self._common_sector(table)
        if common is not None:
            return common
        sectors: NDArray[np.int64] = table.unlocked("sector")
        if slots is not None:
            sectors = sectors[slots]
        first = int(sectors[0])
        return first if len(sectors) == 1 or (sectors == first).all() else sectors

    def _common_sector(self, table: Table) -> int | None:
        """The sector of all rows of a table, None where they differ; kept while rows only come."""
        known, common = self._common.get(table.name, (0, None))
        if known != table.n:
            new = table.unlocked("sector")[known:]
            if known == 0:
                common = int(new[0])
            if common is not None and not (new == common).all():
                common = None
            self._common[table.name] = (table.n, common)
        return common

    def _record(
        self,
        code: int,
        paid: int | NDArray[np.int64],
        received: int | NDArray[np.int64],
        amounts: Floats,
    ) -> None:
        size = len(self.sectors)
        pairs = np.asarray(paid) * size + np.asarray(received)
        weights = np.broadcast_to(amounts, pairs.shape)
        self.moved[code] += np.bincount(pairs, weights, size * size).reshape(size, size)

    def endow(self, table: Table, cash: Floats, counterpart: str) -> None:
        """Opening balances of a table's rows, owed by ``counterpart`` so that all sum to zero."""
        table.unlocked("cash")[:] = cash
        self.balances[self.sector_code[counterpart]] -= float(cash.sum())

    def begin(self) -> None:
        """Start a quarter: forget the flows, remember the balances."""
        self.moved[:] = 0.0
        self.memos = {}
        self.opening = self.closing()

    def closing(self) -> Floats:
        """Balance of each sector now, tables included, shape ``(sectors,)``."""
        total = self.balances.copy()
        for table in self.tables:
            total += np.bincount(
                table.unlocked("sector"), table.unlocked("cash"), len(self.sectors)
            )
        return total

    def flow(self, name: str) -> float:
        """Total of one flow this quarter, million yuan."""
        return float(self.moved[self.flow_code[name]].sum())

    def verify(self, tolerance: float = 1e-9) -> None:
        """Opening + inflows − outflows = closing for each sector, and all balances sum to zero.

        ``tolerance`` is relative to the quarter's turnover plus balances. Raises LedgerError.
        """
        closing = self.closing()
        net = self.moved.sum(axis=(0, 1)) - self.moved.sum(axis=(0, 2))
        scale = float(self.moved.sum() + np.abs(self.opening).sum()) + 1.0
        gap = self.opening + net - closing
        worst = int(np.abs(gap).argmax())
        # Written so that NaN, which is neither above nor below, fails as well.
        if not abs(gap[worst]) <= tolerance * scale:
            raise LedgerError(
                f"sector {self.sectors[worst]}: opening + flows − closing = {gap[worst]:.6g} "
                "million yuan; money moved outside the ledger"
            )
        if not abs(float(closing.sum())) <= tolerance * scale:
            raise LedgerError(f"balances of all sectors sum to {closing.sum():.6g}, not zero")

    def snapshot(self) -> LedgerSnapshot:
        return LedgerSnapshot(
            self.balances.copy(), self.moved.copy(), self.opening.copy(), dict(self.memos)
        )

    def restore(self, snapshot: LedgerSnapshot) -> None:
        self.balances = snapshot.balances.copy()
        self.moved = snapshot.moved.copy()
        self.opening = snapshot.opening.copy()
        self.memos = dict(snapshot.memos)
        self._common.clear()  # tables may have other rows
