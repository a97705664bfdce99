"""R&D, imitation and launches."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agents.parameters.group import (
    Below,
    Group,
    NonNegative,
    Positive,
    Share,
    assumed,
    derived,
    of_city,
    read,
)


class Research(Group):
    """R&D, imitation and launches."""

    innovation_rate: NonNegative = assumed(0.08, 0.03, 0.2, "per quarter and engineer^η")
    """λ, innovations of a firm with one engineer"""
    engineer_elasticity: Share = assumed(0.4, 0.3, 0.5, "1")
    """η, innovations by engineers. Source: decreasing returns to a firm's R&D"""
    quality_step: NonNegative = assumed(0.03, 0.01, 0.06, "ln quality")
    """gain of technology by an innovation"""
    productivity_step: NonNegative = assumed(0.01, 0.0, 0.03, "ln productivity")
    """gain of productivity by an innovation"""
    headroom: Positive = assumed(0.18, 0.15, 0.2, "ln quality")
    """lead at which innovations bring nothing more. Source: how far ahead of best practice anyone
    gets"""
    imitation_rate: NonNegative = assumed(0.25, 0.1, 0.5, "1/quarter")
    """ι, part of a gap that full absorption closes"""
    labour_share: Share = assumed(0.6, 0.4, 0.8, "share")
    """wages in R&D spending"""
    subsidy_response: Annotated[float, Field(ge=-0.5, le=1.0)] = read(
        0.05, -0.2, 0.3, "privately paid R&D by refunded share"
    )
    """φ, response of privately paid R&D to the refunded share. Source: neither crowding out nor
    large additionality of privately paid R&D in 52 studies (Dimos and Pugh 2016)"""
    relabelled: Share = read(0.24, 0.1, 0.35, "share")
    """ρ, other spending in what a subsidy adds to reported R&D. Source: Chen et al. 2021, R&D tax
    notch in China: part of the rise in reported R&D"""
    spillover: NonNegative = derived(0.06, 0.02, 0.1, "1")
    """ξ, innovations by engineers in the same park. Source: exponent of the one local spillover, on
    research and on output per hour; fitted to the published elasticity of productivity to local
    mass (.027–.064 in 295 studies)"""
    knowledge_reference: Positive = assumed(1000.0, 300.0, 3000.0, "engineers")
    """engineers in a park at which the spillover is 2^ξ"""
    launch_quarters: Positive = assumed(8.0, 5.0, 12.0, "quarters")
    """quarters to a launch at the market's usual R&D. Source: a model takes about two years"""
    launch_spread: NonNegative = assumed(0.1, 0.05, 0.2, "ln quality")
    """spread of the quality of launched models"""
    design_elasticity: NonNegative = derived(0.12, 0.05, 0.2, "ln quality by ln R&D of a model")
    """η, ln quality of a new model by ln R&D that went into it. Source: Chen et al. 2021: doubled
    R&D goes with 9 % more productivity; ln 1.09 / ln 2"""
    refunded_most: Below = assumed(0.6, 0.4, 0.8, "share")
    """largest share of R&D that a firm reckons to get back"""
    absorption: Positive = assumed(20.0, 10.0, 50.0, "engineers")
    """engineers who give half of full absorption"""
    progress_most: Positive = assumed(0.5, 0.25, 1.0, "projects/quarter")
    """most of a model that a quarter finishes"""
    skill_most: Positive = assumed(2.0, 1.0, 3.0, "standard deviations of the start")
    """productivity that innovation aims at"""
    least_reference: Positive = of_city("million yuan/quarter")
    """least R&D that a market's projects are measured by"""
    permit_wait_1: NonNegative = assumed(2.0, 1.0, 4.0, "quarters")
    """wait for a permit of grade G1"""
    permit_wait_2: NonNegative = assumed(4.0, 2.0, 8.0, "quarters")
    """wait for a permit of grade G2"""
    permit_wait_3: NonNegative = assumed(8.0, 4.0, 12.0, "quarters")
    """wait for a permit of grade G3"""
    model_quarters: NonNegative = assumed(8.0, 4.0, 12.0, "quarters")
    """time that a model stays on sale however it sells"""
    model_share: Share = assumed(0.03, 0.01, 0.06, "share of its line")
    """sales below which an older model goes"""
