"""Incidents of devices that need a permit, and trust."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, Positive, Share, assumed


class Safety(Group):
    """Incidents of devices that need a permit, and trust."""

    hazard: NonNegative = assumed(0.06, 0.0, 0.15, "incidents/quarter")
    """h, incidents of a segment at the start's deployment. Source: widely reported incidents in one
    city, by segment: about one in four years at the deployment of the start"""
    settling: Positive = assumed(12.0, 4.0, 40.0, "quarters of the start's deployment")
    """experience after which incidents have halved. Source: experience after which the rate of
    incidents has halved"""
    drop: Share = assumed(0.15, 0.05, 0.4, "share of trust")
    """part of trust that an incident costs"""
    recovery: Share = assumed(0.25, 0.1, 0.5, "1/quarter")
    """part of the gap in trust that heals. Source: trust recovers by a quarter of the gap"""
    compensation: Share = assumed(0.02, 0.0, 0.1, "share of a quarter's sales")
    """compensation by a quarter's sales"""
    supervision_wait: NonNegative = assumed(0.5, 0.0, 2.0, "share")
    """how much longer permits take under full supervision. Source: a supervision that prevents all
    incidents makes permits take half as long again"""
