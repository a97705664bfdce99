"""The groups in which people look for an instrument: parts and safeguards of a published plan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """A heading over some instruments, in both languages."""

    key: str
    name_zh: str
    name_en: str


GROUPS: tuple[Group, ...] = (
    Group("funding", "资金与税收", "Money and taxes"),
    Group("consumption", "消费与品牌", "Consumption and brands"),
    Group("scenarios", "场景与基础设施", "Scenarios and infrastructure"),
    Group("firms", "龙头引育与产业升级", "Leading firms and upgrading"),
    Group("parks", "特色园区与孵化", "Parks and incubation"),
    Group("talent", "人才", "Talent"),
    Group("order", "组织、法规标准与安全", "Organisation, standards and safety"),
)
"""In the order in which they are shown."""

GROUP: dict[str, Group] = {group.key: group for group in GROUPS}
