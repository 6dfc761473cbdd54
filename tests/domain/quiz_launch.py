"""A small launch in memory, for tests that need a definition and no file."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from readiness.domain.definition.frame import Market, Member, Product
from readiness.domain.definition.gating import Gate, ProofValid
from readiness.domain.definition.model import Launch


def launch_with(**sections) -> Launch:
    """A launch `demo` with one trainer, one seller on its team, and these sections."""
    given = {name: MappingProxyType(value) if isinstance(value, dict) else value for name, value in sections.items()}
    team = {
        "trainer": Member(key="trainer", name="Ada", email="ada@demo.example", function="enablement"),
        "seller": Member(key="seller", name="Piet", email="piet@demo.example", function="sales"),
    }
    return Launch(
        **{
            "readiness": 1, "key": "demo", "product": Product(name="Demo", supplier="Us", summary="A product."),
            "tier": 3, "owner": "trainer", "launch_on": date(2018, 3, 22),
            "markets": MappingProxyType({"home": Market(key="home", name="Home", holidays="US")}),
            "team": MappingProxyType(team),
            "gate": Gate(criteria=MappingProxyType({"proven": ProofValid(kind="proof-valid", key="proven")})),
        }
        | given
    )  # fmt: skip
