"""Mesa, without what it imports for things that a model may never use.

``import mesa`` takes 2.5 s of a process's start, of which pandas (tables of a ``DataCollector``),
networkx and scipy.spatial (spaces) and tqdm with IPython (the bar of ``batch_run``) take 2.2.
"""

from engine.later import postponed

with postponed("pandas", "networkx", "scipy.spatial.distance", "tqdm.auto"):
    import mesa
    from mesa.datacollection import DataCollector

__all__ = ["DataCollector", "mesa"]
