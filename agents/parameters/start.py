"""The world before the first quarter."""

from __future__ import annotations

from agents.parameters.group import (
    Group,
    Inside,
    NonNegative,
    Part,
    Positive,
    Real,
    Share,
    assumed,
    derived,
    of_city,
)


class Start(Group):
    """The world before the first quarter."""

    productivity_log_sd: NonNegative = derived(0.3, 0.2, 0.4, "ln")
    """spread of ln productivity among first firms. Source: a 90/10 ratio of about 2.2, between the
    US and China"""
    quality_log_sd: NonNegative = assumed(0.15, 0.1, 0.25, "ln")
    """spread of ln quality among first firms"""
    cash_quarters: NonNegative = assumed(2.0, 1.0, 4.0, "quarters of revenue")
    """cash at the start by revenue. Source: two quarters of cost"""
    experience_years: NonNegative = assumed(5.0, 3.0, 8.0, "years")
    """years of output behind a firm at the start. Source: cumulated output at the start"""
    burn_in_quarters: NonNegative = assumed(8.0, 4.0, 12.0, "quarters")
    """research before the first quarter, so that technology has spread"""
    frontier_sd: Real = assumed(1.28, 0.84, 1.64, "standard deviations of quality")
    """best practice. Source: nine tenths of makers are below it"""
    national_years: Positive = assumed(5.0, 3.0, 8.0, "years")
    """the nation's cumulated output"""
    model_revenue: Positive = of_city("million yuan/year")
    """revenue from which a maker's models grow in number"""
    models_most: Positive = assumed(6.0, 3.0, 9.0, "models")
    """most models of a line"""
    model_age: NonNegative = assumed(8.0, 4.0, 12.0, "quarters")
    """age of the oldest models"""
    home_weight: NonNegative = assumed(3.0, 1.0, 5.0, "rest of China = 1")
    """weight of the city where a firm without data of its own sells"""
    export_weight: NonNegative = assumed(0.5, 0.25, 1.0, "rest of China = 1")
    """weight of exports there"""
    facility_spent: Share = assumed(0.75, 0.5, 1.0, "share of the facility")
    """what a named startup spends of its parent's facility"""
    operator_wage: Positive = assumed(0.6, 0.4, 0.8, "engineers' = 1")
    """operators' wage, where a firm's floor is guessed"""
    place_focus: NonNegative = assumed(2.5, 1.0, 4.0, "1")
    """weight of a matching focus where firms without data sit"""
    place_services: NonNegative = assumed(0.5, 0.25, 1.0, "1")
    """weight of services there"""
    place_floor: NonNegative = assumed(0.6, 0.3, 1.0, "1")
    """weight of ln floor there"""
    place_fullest: Part = assumed(0.85, 0.7, 0.95, "share of floor")
    """floor that they may fill"""
    capture_most: Inside = assumed(0.6, 0.4, 0.8, "share of the cell")
    """most of a cell that the city's makers have together"""
    city_most: Inside = assumed(0.95, 0.9, 0.99, "share")
    """most of their goods that makers of components sell in the city, and most of its cell"""
