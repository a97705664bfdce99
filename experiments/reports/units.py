"""Units of outcomes as people read them. The model counts money in million yuan, people in 亿."""

from abm.outcomes import OUTCOMES
from experiments.reports.report import Words

YI = 100.0
"""Million yuan in 亿 (100 million) yuan."""

CHINESE = {
    "firms": "家",
    "parks": "个",
    "products": "个",
    "scenarios": "个",
    "places": "席",
    "units": "件",
    "cars": "辆",
    "vehicles": "辆",
    "uses": "类",
    "factories": "家",
    "persons": "人",
    "jobs": "人",
    "share": "占比",
    "index": "指数",
    "yuan/month": "元/月",
    "yuan/m2/day": "元/平方米·天",
}


def unit_of(unit: str, language: str = "") -> tuple[str, float]:
    """The unit that people read, and how much of the model's unit it is."""
    if unit.startswith("million yuan"):
        rest = unit.removeprefix("million yuan")
        return {"zh": "亿元", "en": "100 million yuan"}.get(language, "亿 yuan") + rest, YI
    return (CHINESE.get(unit, unit) if language == "zh" else unit), 1.0


def unit_words(unit: str) -> Words:
    """The unit that people read, in both languages."""
    return Words(unit_of(unit, "zh")[0], unit_of(unit, "en")[0])


def unit_in_a_sentence(unit: str) -> tuple[Words, float]:
    """The same behind a number, and how much of the model's unit it is.

    In English 4 亿 yuan: "4 100 million yuan" would be read as one number.
    """
    mixed, scale = unit_of(unit)
    return Words(unit_of(unit, "zh")[0], mixed), scale


def unit_of_column(column: str) -> str:
    """The unit that the model and the tables count a column of outcomes in; empty if unknown."""
    units = {named.key: named.unit for outcome in OUTCOMES for named in outcome.reported}
    # Other readings are columns of the same unit: output_plan_strict.
    keys = [key for key in units if column == key or column.startswith(f"{key}_")]
    return units[max(keys, key=len)] if keys else ""


def with_unit(column: str) -> str:
    """A column of outcomes with the unit that the model and the tables count it in."""
    unit = unit_of_column(column)
    return f"{column} ({unit})" if unit else column
