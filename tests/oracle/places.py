"""Parks, and segments as markets and firms see them."""

from __future__ import annotations

import mesa


class Park(mesa.Agent):
    """Floor space to let, and engineers who meet."""

    TRAITS = ("cash", "district", "floor", "used", "rent", "knowledge", "gain")
    sector = "parks"

    def __init__(self, model: mesa.Model, traits: dict[str, float]) -> None:
        super().__init__(model)
        vars(self).update(traits)
        self.wanted = self.received = 0.0

    def spill(self) -> None:
        """g = (1 + K/K_ref)^ξ, what its engineers add to the innovations of a tenant."""
        p = self.model.parameters.research
        self.spillover = (1.0 + self.knowledge / p.knowledge_reference) ** p.spillover

    def let(self) -> None:
        """Everybody gets the same part of what they want where the park is full."""
        self.part = min(1.0, self.floor / max(self.wanted, 1e-9))
        self.used = self.wanted * self.part

    def run(self) -> None:
        """Spend a part of the rent received on the park."""
        model = self.model
        model.books.pay("rent", model.sectors["clearing"], self, self.received)
        cost = self.received * model.parameters.parks.running_cost
        model.books.pay("park_costs", self, model.sectors["rest"], cost)
        self.wanted = self.received = 0.0


class Segment:
    """An industry: events' factors, shares of cost, what its plants buy."""

    TRAITS = (
        "trust",
        "local_pull",
    )
    TERMS = (
        "innovation",
        "promotion",
        "export_reach",
        "supervision",
    )
    """What policy bends for it."""
    STATIC = ("marketing_share", "overhead_share", "floor_per_job", "is_component")

    def __init__(self, traits: dict[str, float]) -> None:
        vars(self).update(traits)
