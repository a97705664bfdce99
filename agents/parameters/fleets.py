"""Fleets of commercial vehicles: what operators reckon with, and permits by grade."""

from __future__ import annotations

from agents.parameters.group import (
    Group,
    NonNegative,
    Positive,
    Share,
    assumed,
    derived,
)


class Fleets(Group):
    """Fleets of commercial vehicles: what operators reckon with, and permits by grade."""

    newcomer: NonNegative = assumed(0.1, 0.02, 0.3, "mean outside maker = 1")
    """reach of a newcomer in a market of fleets, by that of a mean maker outside. Source: few
    buyers, who ask for tenders: neither shops nor a household name are needed, but trials are"""
    remote: Share = assumed(0.2, 0.05, 0.5, "posts by post")
    """posts that watch from afar, by those that driverless vehicles replace. Source: one who
    watches for five vehicles; one for three was asked in the first rules of operation (general
    knowledge)"""
    liability: NonNegative = assumed(0.1, 0.03, 0.2, "share of price/year")
    """what accidents, data and insurance cost beyond a manned vehicle, by its price. Source: no
    product of insurers was at hand by 2021; some twice a taxi's insurance (general knowledge)"""
    spread: Positive = assumed(0.1, 0.05, 0.3, "share of cost")
    """spread of operators in the saving from which they change. Source: a city's saving of 30 to
    40 % is claimed for sweepers, and far from all have changed"""
    trials: Share = derived(0.034, 0.01, 0.1, "share")
    """part of a fleet on open roads that is tried out whatever it costs. Source: the 152 vehicles
    licensed at the end of 2020 (read) by what the fleets of the data could run on roads open
    then, some 4,450 (assumed there)"""
    pace: Share = derived(0.11, 0.05, 0.3, "1/quarter")
    """most growth of a fleet by licences, by what drives. Source: 152 vehicles licensed at the end
    of 2020 (the city's transport commission, 12 March 2021, read) and 237 a year later (general
    knowledge): ln(237/152)/4"""
    first: NonNegative = assumed(3.0, 1.0, 10.0, "vehicles")
    """vehicles by which a fleet without any is counted for its first licences. Source: 119 licences
    of 20 firms in November 2020 are six each (read), the first ones of three"""
    roads_pace: Share = derived(0.014, 0.005, 0.03, "1/quarter")
    """part of closed roads that open in a quarter at the start's openness. Source: 559.87 km of
    test roads at the end of 2020 (transport commission, read) and 1,290 a year later (general
    knowledge) of some 13,000 km of the city's roads (general knowledge)"""
    need: Positive = derived(400.0, 150.0, 1000.0, "vehicle-quarters")
    """what is driven in the city at a grade before the next one opens. Source: 7 licences at the
    end of 2018 and 119 in November 2020, when carrying people had just been let: the mean of
    them over eight quarters (read, derived)"""
    hazard: NonNegative = assumed(0.002, 0.0, 0.01, "accidents/vehicle/quarter")
    """accidents that halt permits, of a vehicle without experience. Source: one grave accident in
    some two million kilometres of tests, at 4,000 km a vehicle and quarter (general knowledge)"""
    settling: Positive = assumed(400.0, 100.0, 2000.0, "vehicle-quarters")
    """experience after which such accidents have halved. Source: as long as a grade takes to
    open"""
    setback: Share = assumed(0.5, 0.2, 1.0, "share")
    """part of the experience towards the next grade that an accident voids. Source: Uber's and
    Cruise's tests stood still for most of a year (general knowledge)"""
    law_speed: NonNegative = assumed(1.0, 0.3, 2.0, "1")
    """how much faster roads and grades open under a full law on road rights, data and liability.
    Source: operation without a driver waited for such a law, which Shenzhen had in 2022 and Pudong
    in 2023 (general knowledge)"""
    law_safety: Share = assumed(0.2, 0.0, 0.5, "share")
    """part of accidents that it prevents. Source: records of data that have to be kept, and makers
    who are liable"""
    law_liability: Share = assumed(0.3, 0.0, 0.6, "share")
    """part of the cost of liability that it spares. Source: where the law says who is liable
    insurers can offer a price"""
