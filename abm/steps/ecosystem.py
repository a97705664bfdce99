"""Which products work together across segments: hosts from outside, alliances, a firm's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from abm.market import own_name
from agents import ecosystem as rules
from agents import kinds
from agents.world import World
from engine.choice import gumbel, gumbel_pick
from engine.draws import Decision
from engine.groups import count_by, sum_by
from engine.memory import added

Floats = NDArray[np.float64]

HOST = Decision("ecosystem.host")
TASTE = Decision("ecosystem.taste")
STANDARD = Decision("ecosystem.standard")
CONSENT = Decision("ecosystem.consent")


def ecosystem(world: World) -> None:
    """Hosts of new lines; membership once a year; what every line works with; dues."""
    if not len(world.static.ecosystems.is_host):
        world.lines.hosted[:] = 0.0
        return
    find_hosts(world)
    if world.quarter % 4 == 0:
        choose_alliances(world)
    set_dues(world, interoperate(world))


def consents(
    world: World, firm: NDArray[np.int64], ecosystems: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether hosts let goods of firms work with theirs, (firms, ecosystems): one draw for life of
    each pair. An alliance is open to whoever pays its dues."""
    lane = world.firms.lane[firm]
    luck = world.draws.uniform_pair(CONSENT, lane[:, None], ecosystems)
    found: NDArray[np.bool_] = luck < world.parameters.demand.host_consent
    return found | ~world.static.ecosystems.is_host[ecosystems]


@dataclass(frozen=True)
class Together:
    """Products in other segments: ``own`` (firms, segments) of the same firm, ``joint``
    (ecosystems, segments) of an ecosystem, those from outside included."""

    own: Floats
    joint: Floats


def together(world: World) -> Together:
    """Count products with a permit; a part sold under a host's brand is the host's."""
    s, lines, firms = world.static, world.lines, world.firms
    products = world.products
    on_sale = products.on_sale <= world.quarter
    models = count_by(products.line[on_sale], lines.n).astype(np.float64)
    models *= brands(world)[lines.firm]
    segment = world.markets.segment[lines.use]
    e = s.ecosystems
    own = models * own_name(world)
    joint = e.outside.copy()
    for code, part in ((firms.alliance[lines.firm], own), (lines.host, models - own)):
        inside = np.flatnonzero(code >= 0)
        flat = code[inside] * joint.shape[1] + segment[inside]
        joint += sum_by(flat, part[inside], joint.size).reshape(joint.shape)
    return Together(_elsewhere(world, segment, own), rules.elsewhere(joint, e.spans))


def _elsewhere(world: World, segment: NDArray[np.int64], own: Floats) -> Floats:
    """A firm's products in other segments, (firms, segments); nearly all firms sell in one."""
    firms, owner, size = world.firms, world.lines.firm, len(world.segments)
    if not own[segment != firms.segment[owner]].any():
        return np.broadcast_to(0.0, (firms.n, size))
    by_segment = sum_by(owner * size + segment, own, firms.n * size).reshape(-1, size)
    found: Floats = by_segment.sum(axis=1, keepdims=True) - by_segment
    return found


def brands(world: World) -> NDArray[np.bool_]:
    """Firms that sell final goods under a name, their own or a host's."""
    own = world.firms.is_kind(kinds.BRAND, kinds.OEM_, kinds.STARTUP)
    found: NDArray[np.bool_] = own & world.segments.is_target[world.firms.segment]
    return found


def interoperate(world: World) -> NDArray[np.bool_]:
    """Write what each line's own goods work with, and what that is worth to buyers. Returns which
    lines were adapted to a common interface for it, (lines,)."""
    markets, lines = world.markets, world.lines
    found = together(world)
    segment = markets.segment[lines.use]
    alliance = world.firms.alliance[lines.firm]
    joint = np.where(alliance >= 0, found.joint[np.maximum(alliance, 0), segment], 0.0)
    own = np.maximum(joint, found.own[lines.firm, segment])
    lines.partners, adapted = with_standard(world, found, lines.firm, segment, own)
    of_host = np.where(lines.host >= 0, found.joint[np.maximum(lines.host, 0), segment], 0.0)
    lines.ecosystem = rules.worth(lines.hosted, lines.partners, of_host)
    return adapted


def with_standard(
    world: World,
    found: Together,
    firm: NDArray[np.int64],
    segment: NDArray[np.int64],
    own: Floats,
) -> tuple[Floats, NDArray[np.bool_]]:
    """Products that goods work with: ``own``, or by a common interface those of the largest
    ecosystem that lets them; and whose goods were adapted for it.

    Who would take it up is one draw for a firm's life; it does where the gain is worth adapting its
    goods.
    """
    part = world.terms.interoperability
    none = np.zeros(len(firm), dtype=bool)
    if not part.any():
        return own, none
    luck = world.draws.uniform_pair(STANDARD, world.firms.lane[firm], np.zeros(len(firm), np.int64))
    every = np.arange(len(found.joint))
    open_ = np.where(consents(world, firm, every), found.joint[:, segment].T, 0.0)
    reached = open_.max(axis=1)
    demand = world.parameters.demand
    gain = rules.joining(
        own_sales(world)[1][firm],
        own,
        after=np.maximum(own, reached),
        fee=np.full(len(firm), demand.adapting),
        coefficient=demand.alpha_ecosystem,
        spread=1.0,
    )
    takes = (luck < part[segment]) & (gain > 0.0)
    return np.where(takes, np.maximum(own, reached), own), takes


def find_hosts(world: World) -> None:
    """A host for every line that sells through one and has none yet: Gumbel-max on ln weight."""
    s, lines = world.static, world.lines
    seeks = np.flatnonzero((lines.hosted > 0.0) & (lines.host < 0))
    if not len(seeks):
        return
    e = s.ecosystems
    hosts = np.flatnonzero(e.is_host)
    if not len(hosts):
        lines.hosted[seeks] = 0.0
        return
    weight = np.where(e.spans[hosts], e.weight[hosts][:, None], 0.0)
    with np.errstate(divide="ignore"):
        value = np.log(weight)[:, world.markets.segment[lines.use[seeks]]].T
    # At the start the data say who is hosted; who comes later asks.
    asks = lines.born[seeks] > world.city.start
    value[asks] = np.where(consents(world, lines.firm[seeks[asks]], hosts), value[asks], -np.inf)
    lane = world.firms.lane[lines.firm[seeks]]
    pick = gumbel_pick(value, _noise(world, HOST, lane, hosts))
    lines.host[seeks] = np.where(pick >= 0, hosts[pick], -1)
    lines.hosted[seeks] *= pick >= 0  # no host spans the segment: nothing is hosted


def choose_alliances(world: World) -> None:
    """Firms with sales join the open alliance that pays best, or stay alone.

    A firm's taste for each alternative is drawn once for its life, so that membership changes
    with what an alliance is worth and not by chance from year to year.
    """
    firms, e = world.firms, world.static.ecosystems
    value, margin = own_sales(world)
    able = np.flatnonzero(brands(world) & (value > 0.0))
    alliances = np.flatnonzero(~e.is_host)
    if not (len(able) and len(alliances)):
        return
    found = together(world)
    segment = firms.segment[able]
    alone, adapted = with_standard(world, found, able, segment, found.own[able, segment])
    spared = world.parameters.demand.adapting * adapted
    worth = rules.joining(
        margin[able][:, None],
        alone[:, None],
        after=found.joint[alliances][:, segment].T,
        fee=e.fee[alliances] * world.terms.alliance_fee - spared[:, None],
        coefficient=world.parameters.demand.alpha_ecosystem,
        spread=world.parameters.demand.alliance_spread,
    )
    open_ = e.spans[alliances] & (e.opens[alliances] <= world.quarter)[:, None]
    worth = np.where(open_[:, segment].T, worth, -np.inf)
    noise = _noise(world, TASTE, firms.lane[able], np.append(alliances, len(e.is_host)))
    pick = gumbel_pick(np.concatenate([worth, np.zeros((len(able), 1))], axis=1), noise)
    firms.alliance[able] = np.append(alliances, -1)[pick]


def set_dues(world: World, adapted: NDArray[np.bool_]) -> None:
    """Dues of members by their own-brand sales of the quarter before, and what adapting goods to a
    common interface costs others; ``adapted`` (lines,)."""
    firms, e = world.firms, world.static.ecosystems
    member = firms.alliance >= 0
    if not (member.any() or adapted.any()):
        firms.dues[:] = firms.adapting[:] = 0.0
        return
    rate = np.where(member, e.fee[np.maximum(firms.alliance, 0)], 0.0) * world.terms.alliance_fee
    adapts = np.zeros(firms.n, dtype=bool)
    adapts[world.lines.firm[adapted]] = True
    sold = own_sales(world)[0]
    firms.adapting = np.where(adapts & ~member, world.parameters.demand.adapting, 0.0) * sold
    firms.dues = rate * sold + firms.adapting


def own_sales(world: World) -> tuple[Floats, Floats]:
    """Sales under the own name of the last quarter, million yuan, and their margin, by firm."""
    lines, n = world.lines, world.firms.n
    value = added(lines.sold) * lines.price / 1e6 * own_name(world)
    total = sum_by(lines.firm, value, n)
    earned = sum_by(lines.firm, value * lines.markup / (1.0 + lines.markup), n)
    return total, np.divide(earned, total, out=np.zeros(n), where=total > 0.0)


def _noise(
    world: World, decision: Decision, lane: NDArray[np.int64], codes: NDArray[np.int64]
) -> Floats:
    """Gumbel noise by (firm, code of the alternative), the same in every quarter."""
    return gumbel(world.draws.uniform_pair(decision, lane[:, None], codes))
