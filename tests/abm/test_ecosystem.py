"""Hosts and alliances in the small city."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps import ecosystem as steps
from agents.world import World
from engine.groups import sum_by
from engine.model import Step
from tests.littleton import BASELINE, LITTLETON


def model(settings: str = "", bend: Callable[[World], None] | None = None) -> IndustryModel:
    """The small city, with terms that a test bends where an instrument would."""
    found = IndustryModel(city=LITTLETON, plan=BASELINE, settings=settings, check=True, rng=3)
    if bend is not None:
        found.schedule.insert_after("government", Step("bend", bend))
    return found


def test_what_is_hosted_has_a_host_that_spans_the_segment() -> None:
    world = model().world
    lines, e = world.lines, world.static.ecosystems
    hosted = np.flatnonzero(lines.hosted > 0.0)
    assert len(hosted) > 3
    assert e.is_host[lines.host[hosted]].all()
    segment = world.markets.segment[lines.use[hosted]]
    assert e.spans[lines.host[hosted], segment].all()
    assert (lines.ecosystem[hosted] > 0.0).all()


def test_partners_are_counted_as_a_reader_would() -> None:
    found = model("demand.alliance_spread=10")  # dues hardly matter: about half join
    found.run(found.world.quarter + 8)
    world = found.world
    steps.interoperate(world)
    s, firms, lines, products = world.static, world.firms, world.lines, world.products
    names = steps.brands(world)
    members = firms.alliance >= 0
    assert members.any()
    for row in lines.live.tolist():
        firm, segment = int(lines.firm[row]), int(world.markets.segment[lines.use[row]])
        alliance = int(firms.alliance[firm])
        own = joint = 0.0
        for product in products.live.tolist():
            other = int(products.line[product])
            maker, where = int(lines.firm[other]), int(world.markets.segment[lines.use[other]])
            if products.on_sale[product] > world.quarter or where == segment or not names[maker]:
                continue
            own += (1.0 - lines.hosted[other]) * (maker == firm)
            inside = alliance >= 0 and firms.alliance[maker] == alliance
            if inside and s.ecosystems.spans[alliance, [segment, where]].all():
                joint += 1.0 - lines.hosted[other]
        if alliance >= 0 and s.ecosystems.spans[alliance, segment]:
            outside = s.ecosystems.outside[alliance] * s.ecosystems.spans[alliance]
            joint += outside.sum() - outside[segment]
        assert lines.partners[row] == pytest.approx(max(own, joint))


def test_nobody_joins_before_an_alliance_opens_and_members_pay_dues() -> None:
    found = model("demand.alliance_spread=10")
    opens = int(found.world.static.ecosystems.opens.max())
    while found.world.quarter < opens:
        found.step()
        assert found.alliance_members == 0.0
    owed: list[float] = []
    found.schedule.insert_after(
        "accounts", Step("look", lambda world: owed.append(float(world.firms.dues.sum())))
    )
    found.step()
    assert found.alliance_members > 0.0
    assert owed[0] > 0.0
    assert found.world.ledger.flow("alliance_dues") == pytest.approx(owed[0])


def test_lower_dues_draw_members_and_a_common_interface_makes_them_needless() -> None:
    def members(fee: float, standard: float) -> float:
        def bend(world: World) -> None:
            world.terms.alliance_fee = fee
            world.terms.interoperability[:] = standard

        free = "demand.adapting=0; demand.host_consent=1"
        found = model(f"demand.alliance_spread=0.001; {free}", bend)
        found.run(found.world.quarter + 12)
        return float(found.alliance_members)

    dear = members(3.0, 0.0)
    assert dear < members(0.0, 0.0)
    assert members(0.0, 1.0) < members(0.0, 0.0)


def test_a_common_interface_is_taken_up_by_a_part_of_makers() -> None:
    """The more of them the higher the level; it works with the largest ecosystem there is."""

    def joined(level: float) -> np.ndarray:
        def bend(world: World) -> None:
            world.terms.interoperability[:] = level

        found = model("", bend)
        found.step()
        lines = found.world.lines
        return lines.partners[lines.live]

    none, some, all_ = (joined(level) for level in (0.0, 0.5, 1.0))
    assert (none <= some).all()
    assert (some <= all_).all()
    assert none.sum() < some.sum() < all_.sum()


def with_interface(settings: str) -> World:
    """The small city after a year in which all makers could take up a common interface."""

    def bend(world: World) -> None:
        world.terms.interoperability[:] = 1.0

    found = model(settings, bend)
    for _ in range(4):
        found.step()
    return found.world


def test_a_common_interface_reaches_only_hosts_that_consent() -> None:
    """Without them alliances and a firm's own goods are what there is."""
    free = "demand.adapting=0; demand.host_consent="
    none, some, all_ = (with_interface(free + share) for share in ("0", "0.5", "1"))
    common = len(none.lines.lane)
    partners = [world.lines.partners[:common] for world in (none, some, all_)]
    assert partners[0].sum() < partners[1].sum() < partners[2].sum()
    hosts = np.flatnonzero(some.static.ecosystems.is_host)
    let = steps.consents(some, np.arange(some.firms.n), hosts)
    assert 0.3 < let.mean() < 0.7
    alliances = np.flatnonzero(~some.static.ecosystems.is_host)
    assert steps.consents(some, np.arange(some.firms.n), alliances).all()


def test_makers_pay_for_adapting_and_do_so_where_it_is_worth_it() -> None:
    cheap, dear = (with_interface(f"demand.adapting={cost}") for cost in (0.001, 0.5))
    assert cheap.ledger.flow("programme_costs") > 0.0
    adapted = steps.interoperate(cheap)
    member = cheap.firms.alliance[cheap.lines.firm] >= 0
    assert (adapted & ~member).any()
    steps.set_dues(cheap, adapted)
    pays = np.unique(cheap.lines.firm[adapted & ~member])
    own = steps.own_sales(cheap)[0]
    assert cheap.firms.dues[pays] == pytest.approx(0.001 * own[pays])
    assert (cheap.firms.adapting[pays] == cheap.firms.dues[pays]).all()
    assert not cheap.firms.adapting[cheap.firms.alliance >= 0].any()
    assert not steps.interoperate(dear).any()


def test_a_newcomer_has_no_host_that_did_not_let_it_in() -> None:
    found = model("demand.host_consent=0")
    found.run(found.world.quarter + 9)
    lines = found.world.lines
    late = lines.born > found.world.city.start
    assert late.any() and (lines.hosted[late] == 0.0).all()
    assert (lines.hosted[~late] > 0.0).any()


def test_a_hosts_sales_are_not_the_brands() -> None:
    """Hosted goods count as output and revenue, not in the share that tests a brand."""
    found = model()
    found.step()
    world = found.world
    lines = world.lines
    own = lines.share * np.where(lines.contracted, 0.0, 1.0 - lines.hosted)
    for firm in world.firms.live.tolist():
        mine = lines.firm == firm
        assert world.firms.share_past[firm, 0] == pytest.approx(own[mine].max(initial=0.0))
    value = sum_by(lines.firm, (lines.sold.sum(axis=1) * lines.price) / 1e6, world.firms.n)
    fees = world.accounts.fees
    value[: len(fees)] += fees
    assert world.firms.revenue == pytest.approx(value)
    assert 0.0 < found.hosted_share < 1.0


@pytest.mark.parametrize("kept", [(), ("host",), ("alliance",)])
def test_a_city_may_have_no_hosts_or_no_alliances(kept: tuple[str, ...], tmp_path: Path) -> None:
    """Without a host nothing is hosted; without an alliance nobody is a member."""
    folder = tmp_path / "city"
    shutil.copytree(LITTLETON, folder)
    rows = (folder / "ecosystems.csv").read_text(encoding="utf-8").splitlines()
    left = [rows[0]] + [row for row in rows[1:] if row.split(",")[3] in kept]
    names = {row.split(",")[0] for row in left}
    (folder / "ecosystems.csv").write_text("\n".join(left) + "\n", encoding="utf-8")
    spans = folder / "ecosystem_segments.csv"
    rows = spans.read_text(encoding="utf-8").splitlines()
    keep = [row for k, row in enumerate(rows) if k == 0 or row.split(",")[0] in names]
    spans.write_text("\n".join(keep) + "\n", encoding="utf-8")
    lines = folder / "lines.csv"
    if "host" not in kept:
        lines.write_text(lines.read_text(encoding="utf-8").replace("bigbrand", ""), "utf-8")
    found = IndustryModel(city=str(folder), plan=BASELINE, check=True, rng=3)
    found.run(found.world.quarter + 7)
    assert ("hosted_share" in found.record.columns) == bool(kept)  # not shown as zero
    if not kept:
        return
    assert (found.hosted_share > 0.0) == ("host" in kept)
    if "alliance" not in kept:
        assert found.alliance_members == 0.0
