"""What a level of an instrument costs a year, and whom it reaches."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, Positive, Share, assumed, of_city


class Policy(Group):
    """What a level of an instrument costs a year, and whom it reaches."""

    scenario_cost: NonNegative = of_city("million yuan/year by scenario and unit of openness")
    """cost of opening a scenario"""
    roads_cost: NonNegative = of_city("million yuan/year by unit of ceiling")
    """cost of roads that talk to cars"""
    content_cost: NonNegative = of_city("million yuan/year by unit of ceiling")
    """cost of shared content and test sites for new goods"""
    platform_return: Positive = assumed(2.0, 1.0, 4.0, "1/year")
    """cost saved by shared digital tools, by what they cost. Source: shared tools pay for
    themselves within half a year; vendors claim more"""
    small_firm: NonNegative = of_city("million yuan/year")
    """revenue below which a firm is small or medium"""
    standards_cost: NonNegative = of_city("million yuan/year by unit of the ecosystem's weight")
    """cost of common interfaces"""
    approvals_cost: NonNegative = of_city("million yuan/year by halving of the time")
    """cost of officials and systems that decide faster"""
    expo_cost: NonNegative = of_city("million yuan/year by unit of ln reach a quarter")
    """cost of fairs and stands abroad"""
    transition_cost: NonNegative = of_city("million yuan/year by unit of pace")
    """cost of demonstrations at makers that turn to NEVs"""
    talent_cost: NonNegative = of_city("yuan/year by engineer")
    """cost of an engineer who comes for the programme"""
    mobility_cost: NonNegative = of_city("million yuan/year by unit of cost spared")
    """cost of a platform on which fleets find riders and loads"""
    law_cost: NonNegative = of_city("million yuan/year by unit of law")
    """cost of offices that draft a law on driverless vehicles and carry it out"""
    supervision_cost: NonNegative = of_city("million yuan/year by unit of incidents prevented")
    """cost of inspectors and tests"""
    services_cost: NonNegative = of_city("million yuan/year by park and unit of services")
    """cost of services to a park's tenants"""
    procurement_premium: Share = assumed(0.1, 0.0, 0.3, "share of price")
    """what reserved goods cost public buyers beyond others. Source: a first set is supported with
    at most 30 % of the sale in one zone (2019)"""
    replacement_limit: NonNegative = of_city("yuan by device")
    """most that a trade-in pays by device"""
    silver_share: Share = of_city("share of buyers")
    """part of buyers who are old enough for vouchers of elderly care"""
    claim_wait: NonNegative = assumed(2.0, 1.0, 4.0, "quarters")
    """mean time from a firm's claim to its payment where it has to apply, at today's speed of
    approval"""
