"""Tables: growth, locked columns, kinds, snapshots, reordering."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from numpy.typing import NDArray

from engine.table import BUILT_IN, Column, Table, column, reorder, take_out

COLUMNS = (
    Column("price", "yuan", "asking price", default=1.5),
    Column("mix", "share", "a short vector", width=3),
    Column("partner", "slot", "another row", "i8", -1, refers="firms"),
    Column("licensed", "flag", "has a licence", "?", False),
    Column("cash", "million yuan", "money", money=True),
)


def firms(rows=0, capacity=2):
    table = Table("firms", COLUMNS, capacity)
    if rows:
        table.add(rows, lane=np.arange(rows), price=np.arange(rows) / 4)
    return table


def same(one, other):
    """All columns of two tables hold the same bytes."""
    return one.n == other.n and all(
        one.unlocked(name).tobytes() == other.unlocked(name).tobytes() for name in one.columns
    )


# Columns -----------------------------------------------------------------------------------


def test_a_new_table_is_empty_and_shows_every_column():
    table = firms()
    assert len(table) == 0
    assert table.live.tolist() == []
    assert table.price.shape == (0,)
    assert table.mix.shape == (0, 3)
    assert list(table.columns)[:4] == ["lane", "kind", "alive", "born"]


@pytest.mark.parametrize("name", ["price", "lane"])
def test_a_column_declared_twice_is_an_error(name):
    with pytest.raises(ValueError, match="twice"):
        Table("firms", [*COLUMNS, Column(name, "", "")])


def test_assignment_copies_into_the_column():
    table = firms(3)
    kept, given = table.price, np.array([7.0, 8.0, 9.0])
    table.price = given
    given[0] = -1.0
    assert table.price.tolist() == [7.0, 8.0, 9.0]
    assert kept is table.price
    table.price = 2.0
    table.price[1] += 1.0
    table.price *= 2.0
    assert kept.tolist() == [4.0, 6.0, 4.0]
    table.mix = np.array([1.0, 2.0, 3.0])
    assert table.mix.tolist() == [[1.0, 2.0, 3.0]] * 3


def test_a_column_of_the_wrong_length_is_an_error():
    table = firms(3)
    with pytest.raises(ValueError, match="broadcast"):
        table.price = np.ones(2)


def test_an_unknown_column_is_an_error_to_read_write_or_add():
    table = firms(1)
    for act in (
        lambda: table.prise,
        lambda: setattr(table, "prise", 1.0),
        lambda: table.add(1, prise=1.0),
    ):
        with pytest.raises(AttributeError, match=r"table firms .*'prise'.*did you mean 'price'"):
            act()
    assert table.n == 1


def test_money_cannot_be_written():
    table = firms(2)
    with pytest.raises(AttributeError, match="only the ledger"):
        table.cash = 5.0
    with pytest.raises(ValueError, match="read-only"):
        table.cash[0] = 5.0
    with pytest.raises((ValueError, AttributeError)):
        table.cash += 5.0
    assert table.cash.tolist() == [0.0, 0.0]
    table.add(5)
    with pytest.raises(ValueError, match="read-only"):
        table.cash[:] = 5.0
    table.restore(table.snapshot())
    with pytest.raises(ValueError, match="read-only"):
        table.cash[:] = 5.0


def test_nobody_is_born_with_money_that_no_one_paid():
    table = firms(1)
    with pytest.raises(AttributeError, match="only the ledger"):
        table.add(1, cash=5.0)
    assert table.n == 1


def test_a_fixed_column_is_written_when_a_row_is_added_and_never_again():
    table = Table("firms", [Column("sector", "code", "of the ledger", "i8", fixed=True)])
    table.add(2, sector=np.array([3, 4]))
    with pytest.raises(AttributeError, match="fixed"):
        table.sector = 1
    with pytest.raises(ValueError, match="read-only"):
        table.sector[0] = 1
    assert table.sector.tolist() == [3, 4]


def test_rows_added_after_going_back_start_from_defaults():
    table = firms(1)
    before = table.snapshot()
    table.add(2, price=9.0, mix=np.ones((2, 3)), partner=0, licensed=True)
    table.restore(before)
    table.add(2)
    assert table.price[1:].tolist() == [1.5, 1.5]
    assert not table.mix[1:].any()
    assert table.partner[1:].tolist() == [-1, -1]
    assert not table.licensed.any()


@pytest.mark.parametrize("name", ["alive", "kind"])
def test_life_and_kind_change_only_where_the_version_does(name):
    table = firms(2)
    with pytest.raises(AttributeError, match="retire"):
        setattr(table, name, 0)
    with pytest.raises(ValueError, match="read-only"):
        getattr(table, name)[0] = 0


# Rows --------------------------------------------------------------------------------------


def test_rows_are_added_with_defaults_and_values():
    table = firms()
    assert table.add(2, price=[3.0, 4.0]).tolist() == [0, 1]
    assert table.add(3, mix=[[1, 2, 3]] * 3, kind=2, born=7).tolist() == [2, 3, 4]
    assert table.price.tolist() == [3.0, 4.0, 1.5, 1.5, 1.5]
    assert table.mix[:, 1].tolist() == [0.0, 0.0, 2.0, 2.0, 2.0]
    assert table.partner.tolist() == [-1] * 5
    assert table.kind.tolist() == [0, 0, 2, 2, 2]
    assert table.born.tolist() == [0, 0, 7, 7, 7]
    assert table.alive.all()
    assert table.add(0).tolist() == []
    assert table.n == 5


def test_growth_keeps_every_row_and_old_views_stay_readable():
    table = firms(2, capacity=2)
    before = table.price
    for _ in range(10):
        table.add(3, price=9.0)
    assert table.n == 32
    assert table.price[:2].tolist() == before.tolist() == [0.0, 0.25]
    assert (table.price[2:] == 9.0).all()


def test_a_failed_add_leaves_the_table_as_it_was():
    table = firms(2)
    version, price = table.version, table.price.tolist()
    with pytest.raises(ValueError, match="broadcast"):
        table.add(2, price=np.ones(3))
    assert (table.n, table.version, table.price.tolist()) == (2, version, price)
    table.add(1)
    assert table.price[2] == 1.5


def test_the_dead_stay_readable_and_their_slots_are_not_used_again():
    table = firms(4)
    table.retire(np.array([1, 2]))
    assert table.live.tolist() == [0, 3]
    assert table.price.tolist() == [0.0, 0.25, 0.5, 0.75]
    assert table.add(1).tolist() == [4]
    assert table.live.tolist() == [0, 3, 4]
    assert table.n == 5


def test_kinds_are_found_among_the_living():
    table = firms(5)
    table.change_kind(np.array([1, 3]), 2)
    table.change_kind(np.array([4]), np.array([7]))
    table.retire(np.array([3]))
    assert table.of_kind(2).tolist() == [1]
    assert table.of_kind(0, 7).tolist() == [0, 2, 4]
    assert table.of_kind(9).tolist() == []


def test_the_version_moves_with_every_change_of_rows():
    table = firms(3)
    seen = [table.version]
    for act in (
        lambda: table.add(1),
        lambda: table.retire(np.array([0])),
        lambda: table.change_kind(np.array([1]), 1),
        lambda: table.restore(table.snapshot()),
    ):
        act()
        seen.append(table.version)
    assert len(set(seen)) == len(seen)
    table.price = 3.0
    assert table.version == seen[-1]


def test_the_index_of_the_living_is_found_once_and_locked():
    table = firms(3)
    assert table.live is table.live
    with pytest.raises(ValueError, match="read-only"):
        table.live[0] = 2


# Copies ------------------------------------------------------------------------------------


def test_a_snapshot_comes_back_bit_for_bit():
    table = firms(3)
    table.price = [math.nan, -0.0, 5e-324]
    table.unlocked("cash")[:] = 4.0
    table.retire(np.array([2]))
    snapshot, twin = table.snapshot(), pickle.loads(pickle.dumps(table))
    table.price = 1.0
    table.unlocked("cash")[:] = 0.0
    table.add(40)
    table.change_kind(np.arange(40), 3)
    table.retire(np.array([0]))
    for _ in range(2):  # a snapshot can be used again, and is not changed by what came after
        table.restore(snapshot)
        assert same(table, twin)
        assert table.live.tolist() == [0, 1]
        table.price[:] = 7.0
    assert table.add(1).tolist() == [3]
    assert table.price[3] == 1.5


def test_a_snapshot_fits_a_table_that_has_less_room():
    large, small = firms(50), firms(1)
    small.restore(large.snapshot())
    assert same(large, small)


def test_a_pickled_table_is_the_same_table_with_its_locks():
    table = firms(5)
    table.retire(np.array([1]))
    twin = pickle.loads(pickle.dumps(table))
    assert same(table, twin)
    assert (twin.name, twin.columns, twin.version) == (table.name, table.columns, table.version)
    with pytest.raises(AttributeError, match="only the ledger"):
        twin.cash = 1.0
    twin.add(100)
    assert table.n == 5


def test_rows_in_another_order_keep_their_references():
    table = firms(4)
    other = Table("sites", [Column("owner", "slot", "firm", "i8", -1, refers="firms")])
    table.partner = [1, 2, -1, 0]
    table.unlocked("cash")[:] = [0.0, 1.0, 2.0, 3.0]
    table.retire(np.array([1]))
    other.add(3, owner=[3, -1, 0])
    lane_of_partner = {0: 1, 1: 2, 2: None, 3: 0}
    reorder([table, other], "firms", np.array([3, 1, 0, 2]))
    assert table.lane.tolist() == [3, 1, 0, 2]
    assert table.cash.tolist() == [3.0, 1.0, 0.0, 2.0]
    assert table.live.tolist() == [0, 2, 3]
    for lane, partner in zip(table.lane.tolist(), table.partner.tolist(), strict=True):
        wanted = lane_of_partner[lane]
        assert (None if partner < 0 else table.lane[partner]) == wanted
    assert [None if o < 0 else int(table.lane[o]) for o in other.owner] == [3, None, 0]


def test_rows_that_leave_take_no_reference_with_them():
    table = firms(4)
    other = Table("sites", [Column("owner", "slot", "firm", "i8", -1, refers="firms")])
    table.partner = [1, 2, -1, 0]
    table.mix = np.arange(4.0)[:, None]
    other.add(4, owner=[3, -1, 0, 1])
    table.retire(np.array([1]))
    layout = table.layout
    moves = take_out({"firms": table, "sites": other}, ["firms", "sites"])
    assert moves.keys() == {"firms"}
    assert table.layout != layout
    assert table.n == 3 and table.live.tolist() == [0, 1, 2]
    assert table.lane.tolist() == [0, 2, 3]
    assert table.partner.tolist() == [-1, -1, 0]
    assert table.mix[:, 1].tolist() == [0.0, 2.0, 3.0]
    assert other.owner.tolist() == [2, -1, 0, -1]
    assert table.find(np.array([3, 1, 0, 9])).tolist() == [2, -1, 0, -1]
    move = moves["firms"]
    assert move.rows(np.array([10, 11, 12, 13])).tolist() == [10, 12, 13]
    assert move.rows(np.array([10, 11])).tolist() == [10]  # written before the last two came
    assert move.slots(np.array([3, -1, 1])).tolist() == [2, -1, -1]
    (new,) = table.add(1)
    assert (new, table.lane[new], table.partner[new]) == (3, -1, -1)  # as any new row
    assert table.mix[new].tolist() == [0.0] * 3
    assert take_out({"firms": table}, ["firms"]) == {}


# Any sequence of changes -------------------------------------------------------------------


class AnyHistory(RuleBasedStateMachine):
    """A table against a list of rows that are plain dictionaries."""

    def __init__(self):
        super().__init__()
        self.table = firms(capacity=1)
        self.rows = []
        self.kept = None

    def slot(self, data):
        return data.draw(st.integers(0, len(self.rows) - 1))

    @rule(count=st.integers(0, 4), price=st.floats(allow_nan=False), kind=st.integers(0, 2))
    def add(self, count, price, kind):
        lanes = np.arange(count) + len(self.rows)
        self.table.add(count, price=price, kind=kind, lane=lanes)
        self.rows += [{"price": price, "kind": kind, "alive": True} for _ in lanes]

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def retire(self, data):
        slot = self.slot(data)
        self.table.retire(np.array([slot]))
        self.rows[slot]["alive"] = False

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), kind=st.integers(0, 2))
    def change_kind(self, data, kind):
        slot = self.slot(data)
        self.table.change_kind(np.array([slot]), kind)
        self.rows[slot]["kind"] = kind

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), price=st.floats(allow_nan=False))
    def write(self, data, price):
        slot = self.slot(data)
        self.table.price[slot] = price
        self.rows[slot]["price"] = price

    @rule()
    def take_out(self):
        take_out({"firms": self.table}, ["firms"])
        self.rows = [row for row in self.rows if row["alive"]]

    @rule()
    def keep(self):
        self.kept = self.table.snapshot(), [dict(row) for row in self.rows]

    @precondition(lambda self: self.kept)
    @rule()
    def go_back(self):
        snapshot, rows = self.kept
        self.table.restore(snapshot)
        self.rows = [dict(row) for row in rows]

    @rule()
    def travel(self):
        self.table = pickle.loads(pickle.dumps(self.table))

    @invariant()
    def the_same(self):
        for name in ("price", "kind", "alive"):
            assert getattr(self.table, name).tolist() == [row[name] for row in self.rows]
        living = [i for i, row in enumerate(self.rows) if row["alive"]]
        assert self.table.live.tolist() == living
        assert self.table.of_kind(1).tolist() == [i for i in living if self.rows[i]["kind"] == 1]
        assert not self.table.cash.flags.writeable


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


class Towns(Table):
    people: NDArray[np.float64] = column("persons", "who lives there", default=2.0)
    mayor: NDArray[np.int64] = column("slot", "who rules", refers="people")
    walled: NDArray[np.bool_] = column("flag", "has a wall")


class Ports(Towns):
    ships: NDArray[np.float64] = column("count", "of the year", width=3)


def test_a_declared_table_has_the_columns_of_its_class_and_of_its_base():
    ports = Ports.empty()
    assert ports.name == "ports"
    own = [name for name in ports.columns if name not in {c.name for c in BUILT_IN}]
    assert own == ["people", "mayor", "walled", "ships"]
    assert [ports.columns[name].dtype for name in own] == ["f8", "i8", "?", "f8"]
    assert ports.columns["mayor"].refers == "people"
    ports.add(2, ships=1.0)
    assert ports.people.tolist() == [2.0, 2.0]
    assert ports.ships.shape == (2, 3)
    copied = pickle.loads(pickle.dumps(ports))
    assert type(copied) is Ports
    assert copied.people.tolist() == [2.0, 2.0]


def test_a_declared_column_needs_the_type_of_an_array():
    with pytest.raises(TypeError, match=r"Huts\.people: expected a type such as NDArray"):

        class Huts(Table):
            people: int = column("persons", "who lives there")
