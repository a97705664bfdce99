"""R&D, innovation, imitation and launches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.lines import open_another, open_lines
from abm.market import pull_of_markets
from abm.start.founding import PRODUCT_SPAN, driving_level
from agents import kinds
from agents import research as rules
from agents.labour import hired
from agents.world import World
from engine.choice import gumbel, poisson_by_inverse
from engine.draws import Decision
from engine.groups import count_by, sum_by
from engine.memory import added
from engine.table import Slots

Floats = NDArray[np.float64]

INNOVATION = Decision("research.innovation")
LAUNCH = Decision("research.launch_quality")
LEVEL = Decision("research.driving_level")
TURN = Decision("research.turn")
MARKET = Decision("research.market")


def research(world: World) -> None:
    """Spend the planned R&D, advance technology and productivity, launch what is finished."""
    spend(world)
    discover(world)
    launch(world)


def spend(world: World) -> None:
    """R&D reported and real, and the engineers it pays; without engineers it is not spent."""
    firms, p = world.firms, world.parameters.research
    subsidy = world.terms.rd_subsidy + world.terms.component_research
    reported, real = rules.budget(
        firms.rd_own, subsidy, p.subsidy_response, p.relabelled, p.refunded_most
    )
    economy = world.economy
    wanted = p.labour_share * real / economy.wage_engineer[0]
    economy.labour_wanted[0, 1] = wanted.sum()
    before = firms.engineers
    found = hired(
        wanted, before, float(economy.labour_supply[0, 1]), world.parameters.labour.turnover
    )
    part = np.divide(found, wanted, out=np.ones_like(wanted), where=wanted > 0.0)
    firms.rd_reported = reported * part
    firms.rd_real = real * part
    firms.engineers_before = before
    firms.engineers = found


def frontier(world: World) -> None:
    """Best practice of each market: F' = max(F·e^g, best outside)."""
    markets = world.markets
    growth = np.where(world.open_uses, markets.outside_growth, 0.0)
    grown = markets.frontier * np.exp(growth / 4.0)
    markets.frontier = np.maximum(grown, markets.outside_quality)


def discover(world: World) -> None:
    """Technology and productivity of every firm."""
    frontier(world)
    firms, p = world.firms, world.parameters.research
    engineers = firms.engineers_before
    local = rules.spillover(world.parks.knowledge[firms.hq], p.knowledge_reference, p.spillover)
    local = local * world.segments.local_pull[firms.segment]
    mean = rules.innovation_mean(engineers, p.innovation_rate, p.engineer_elasticity, local)
    mean *= 1.0 + world.terms.innovation[firms.segment]
    luck = world.draws.uniform(INNOVATION, world.quarter, firms.lane)
    count = poisson_by_inverse(np.minimum(mean, 40.0), luck)
    best = world.markets.frontier[firms.use]
    level = firms.technology
    growth = rules.advance(count, level, best, p.quality_step, p.headroom)
    growth += rules.imitation(level, best, engineers, p.imitation_rate, p.absorption)
    firms.technology = level * np.exp(growth)
    skill = firms.productivity
    most = p.skill_most * world.parameters.start.productivity_log_sd
    ceiling = np.full(firms.n, np.exp(most))
    gain = rules.advance(count, skill, ceiling, p.productivity_step, p.headroom)
    firms.productivity = skill * np.exp(gain)


def launch(world: World) -> None:
    """Fill projects; a full one becomes a product after its permit, and a new line if need be."""
    firms, p = world.firms, world.parameters.research
    reference = world.markets.rd_reference[firms.use]
    firms.progress += rules.progress(firms.rd_real, reference, p.launch_quarters, p.progress_most)
    ready = np.flatnonzero(firms.progress >= 1.0)
    if not len(ready):
        return
    firms.progress[ready] -= 1.0
    line = line_of(world, ready)
    new = ready[line < 0]
    if len(new):
        open_lines(world, new)
        line = line_of(world, ready)
    ordinal = firms.launches[ready]
    noise = world.draws.normal_pair(LAUNCH, firms.lane[ready], ordinal)
    quality = firms.technology[ready] * np.exp(p.launch_spread * np.clip(noise, -3.0, 3.0))
    if world.terms.design_help.any():
        quality *= _designed(world, ready)
    line, standing = _turned(world, ready, line, ordinal)
    line, standing = _in_new_markets(world, ready, line, standing)
    world.products.add(
        len(ready),
        lane=firms.lane[ready] * PRODUCT_SPAN + ordinal,
        kind=0,
        born=world.quarter,
        line=line,
        quality=quality * standing,
        launched=world.quarter,
        level=driving_level(
            world,
            world.draws.uniform_pair(LEVEL, firms.lane[ready], ordinal),
            world.lines.use[line],
            ready,
        ),
        on_sale=world.quarter + permit_wait(world, world.lines.use[line]),
    )
    firms.launches[ready] += 1


def _designed(world: World, ready: Slots) -> Floats:
    """Factor on models' quality by the help that others give to their design."""
    firms, p = world.firms, world.parameters.research
    real = firms.rd_real[ready]
    reference = world.markets.rd_reference[firms.use[ready]]
    filled = rules.progress(real, reference, p.launch_quarters, p.progress_most)
    return rules.designed(world.terms.design_help[ready], real, filled, p.design_elasticity)


def _turned(world: World, ready: Slots, line: Slots, ordinal: Slots) -> tuple[Slots, Floats]:
    """Lines that models go to, and the factor that keeps their standing against outside brands.

    A maker of engine cars develops NEVs as often as its capacity is for them.
    """
    firms, standing = world.firms, np.ones(len(ready))
    turning = np.flatnonzero(firms.nev_share[ready] > 0.0)
    if not len(turning):
        return line, standing
    maker = ready[turning]
    nev = nev_line_of(world, maker)
    luck = world.draws.uniform_pair(TURN, firms.lane[maker], ordinal[turning])
    goes = (luck < firms.nev_share[maker]) & (nev >= 0)
    turning, nev = turning[goes], nev[goes]
    outside = world.markets.outside_quality
    standing[turning] = outside[world.lines.use[nev]] / outside[firms.use[maker[goes]]]
    line = line.copy()
    line[turning] = nev
    return line, standing


def _in_new_markets(
    world: World, ready: Slots, line: Slots, standing: Floats
) -> tuple[Slots, Floats]:
    """Lines that models go to, and their standing, where markets of the segment have opened later.

    Whoever sells its own products already chooses for each model between its main market and those,
    by value^w with its own luck, as entrants choose; the first model there opens a line. Who sells
    more than all makers in a market of fleets does not go there.
    """
    markets, firms = world.markets, world.firms
    new = np.flatnonzero((markets.starts >= 0) & world.open_uses)
    if not len(new):
        return line, standing
    own_brand = np.isin(firms.kind[ready], (kinds.BRAND, kinds.OEM_, kinds.STARTUP))
    able = own_brand & (firms.launches[ready] > 0) & ~world.lines.contracted[line]
    row = np.flatnonzero(able & (world.lines.use[line] == firms.use[ready]))
    use = choose_market(world, ready[row], new)
    goes = use != firms.use[ready[row]]
    row, use = row[goes], use[goes]
    if not len(row):
        return line, standing
    line, standing = line.copy(), standing.copy()
    there = line_in(world, ready[row], use)
    without = there < 0
    if without.any():
        open_another(world, line[row[without]], use[without])
        there = line_in(world, ready[row], use)
    outside = markets.outside_quality
    standing[row] = outside[use] / outside[firms.use[ready[row]]]
    line[row] = there
    return line, standing


def choose_market(world: World, firms: Slots, new: Slots) -> Slots:
    """The market of each firm's model: its main one, or one ``new`` of its segment."""
    markets, table = world.markets, world.firms
    own = table.use[firms]
    asked = np.zeros((len(firms), markets.n), dtype=bool)
    asked[:, new] = markets.segment[new] == table.segment[firms][:, None]
    asked[:, new] &= ~too_small(world, firms, new)
    asked[np.arange(len(firms)), own] = True
    row, use = np.nonzero(asked)
    score = np.full(asked.shape, -np.inf)
    luck = world.draws.uniform_cells(MARKET, world.quarter, table.lane[firms][row], use)
    score[row, use] = pull_of_markets(world)[use] + gumbel(luck)
    found: Slots = score.argmax(axis=1)
    return found


def too_small(world: World, firms: Slots, new: Slots) -> NDArray[np.bool_]:
    """Markets of fleets in which all makers together sell less than a firm does already, (firms,
    new): no market for it."""
    markets = world.markets
    value = 4.0 * added(markets.size, 2)[new] * markets.reference_price[new] / 1e6
    found: NDArray[np.bool_] = added(world.firms.revenue_past, 4)[firms][:, None] > value
    return found & markets.by_fleets[new]


def line_in(world: World, firms: Slots, use: Slots) -> Slots:
    """The line for buyers that each firm has in a market of its own, −1 for none."""
    lines = world.lines
    key = lines.firm * world.markets.n + lines.use
    mine = np.flatnonzero(~lines.contracted)
    order = mine[np.argsort(key[mine], kind="stable")]
    wanted = firms * world.markets.n + use
    place = np.minimum(np.searchsorted(key[order], wanted), max(len(order) - 1, 0))
    found: Slots = np.where(key[order][place] == wanted, order[place], -1)
    return found


def nev_line_of(world: World, firms: Slots) -> Slots:
    """The NEV line of each firm, −1 where it has none."""
    found = np.full(world.firms.n, -1)
    private = world.markets.is_nev & ~world.markets.by_fleets
    line = np.flatnonzero(private[world.lines.use])
    found[world.lines.firm[line]] = line
    return found[firms]


def permit_wait(world: World, use: Slots) -> Slots:
    """Quarters that a new model of each use waits for its permit, under the terms in force.

    Grades that are eased, approval time and checks move the city's own part of the wait alone: a
    car's type approval, say, is the nation's.
    """
    markets, terms, p = world.markets, world.terms, world.parameters.research
    wait = np.array([0.0, p.permit_wait_1, p.permit_wait_2, p.permit_wait_3])
    whole, own = markets.permit_grade[use], markets.permit_local[use]
    eased = np.maximum(whole - terms.permit_grade[use], 0)
    checks = world.parameters.safety.supervision_wait * terms.supervision
    time = terms.approval_delay * (1.0 + checks[markets.segment[use]])
    quarters = (1.0 - own) * wait[whole] + own * wait[eased] * time
    found: Slots = np.rint(quarters).astype(np.int64)
    return found


def line_of(world: World, firms: Slots) -> Slots:
    """The line of each firm in its main market, −1 where it has none.

    Where one is to principals' orders and one for buyers, it is the one for buyers.
    """
    found, lines = np.full(world.firms.n, -1), world.lines
    line = np.flatnonzero(lines.use == world.firms.use[lines.firm])
    for mine in (line[lines.contracted[line]], line[~lines.contracted[line]]):
        found[lines.firm[mine]] = mine
    return found[firms]


def withdraw(world: World, product: Slots, line: Slots, within: Floats) -> None:
    """Retire older models that sell little of their line, never the last one."""
    p = world.parameters.research
    old = world.products.launched[product] <= world.quarter - p.model_quarters
    weak = old & (within < p.model_share)
    models = count_by(line, world.lines.n)
    weak_models = sum_by(line, weak.astype(np.float64), world.lines.n)
    weak &= (models > weak_models)[line]
    if weak.any():
        world.products.retire(product[weak])
