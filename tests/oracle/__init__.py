"""The quarter's core in plain Mesa objects: a check of the arrays, and their peer in speed.

Research, plans, demand, delivery and accounts as an honest programmer of Mesa would write them:
one object a firm, market and park, one method a rule, ordinary loops. Every rule is written anew
from the equations in the docstrings of ``agents`` and ``abm.steps``; none of the vectorised code
is called, except the keyed draws, so that both have the same luck.

``from_world`` copies a world into objects, ``gaps`` compares the two afterwards. Only the living
are copied: what is gone must not matter.
"""

from tests.oracle.compare import gaps, worst
from tests.oracle.copying import from_world
from tests.oracle.model import ObjectModel

__all__ = ["ObjectModel", "from_world", "gaps", "worst"]
