"""What happened, what is aimed at, what is known: series, prices, rates, events, targets."""

from abm.city_schema.columns import (
    DESTINATIONS,
    EVENT_FIELDS,
    FACTOR_PRICES,
    HEADLINES,
    RATES,
    REGULARITIES,
    SERIES_ROLES,
    amount,
    names,
    table,
    year,
)
from engine.document import Choice, Key, Number, Quarter, Reference, Text

SERIES = table(
    "series",
    "facts that the score compares the model with",
    ("series", "segment", "year"),
    {
        "series": Text(help="what was measured"),
        "segment": Reference(table="segments", optional=True, help="of which segment"),
        "year": year("calendar year"),
        "value": Number(help="the figure"),
        "unit": Text(help="its unit"),
        "role": Choice(choices=SERIES_ROLES, help="fit the model to it, or test the model by it"),
    },
)


FACTOR_PRICES_TABLE = table(
    "factor_prices",
    "wages, rents, interest and land price by year",
    ("name", "year"),
    {
        "name": Choice(choices=FACTOR_PRICES, help="which price"),
        "year": year("calendar year"),
        "value": amount("", "the price"),
        "unit": Text(help="its unit"),
    },
)


RATES_TABLE = table(
    "rates",
    "dated rates of public money, and the flow of venture money; each holds until the next",
    ("name", "since"),
    {
        "name": Choice(choices=RATES, help="which rate"),
        "since": Quarter(help="first quarter in which it holds"),
        "value": amount("", "the rate"),
        "unit": Text(help="its unit"),
    },
)


EVENTS = table(
    "events",
    "dated shocks; each multiplies one field of the cells it names",
    ("key",),
    {
        "key": Key(help="name of the event"),
        **names(),
        "start": Quarter(help="first quarter"),
        "end": Quarter(help="last quarter"),
        "segment": Reference(table="segments", optional=True, help="empty = all segments"),
        "destination": Choice(choices=DESTINATIONS, optional=True, help="empty = everywhere"),
        "field": Choice(choices=EVENT_FIELDS, help="what it multiplies"),
        "factor": Number(low=0, high=100, help="by how much"),
    },
)


TARGETS = table(
    "targets",
    "what the policy promised",
    ("outcome",),
    {
        "outcome": Key(help="the outcome that has the target"),
        **names(),
        "value": Number(help="the promised value"),
        "unit": Text(help="its unit"),
        "year": year("the year by whose end it is due"),
        "headline": Choice(
            choices=HEADLINES,
            optional=True,
            help="whether the verdict names it: it belongs to the question, or to what else the "
            "plan is known for; empty = neither",
        ),
    },
)


REGULARITIES_TABLE = table(
    "regularities",
    "published facts of the city's industries that ``yuanqu validate`` holds the model against",
    ("fact", "segment"),
    {
        "fact": Choice(
            choices=REGULARITIES,
            help="R&D by sales, or a maker's own-price elasticity within the quarter",
        ),
        "segment": Reference(
            table="segments",
            optional=True,
            help="whose makers; empty = of all final goods whose segment has no row of its own",
        ),
        **names(),
        "published": Text(help="the published figure, in words"),
        "low": Number(help="the model passes from here"),
        "high": Number(help="to here"),
    },
    optional=True,
)
