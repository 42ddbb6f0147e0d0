"""What a server says about itself; the data from which flags, checks and the ready line are made."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Definition:
    """One way of serving: `fanout` lists its modes, the default first."""

    name: str
    framework: str
    bindings: tuple[str, ...] = ("lines",)
    fanout: tuple[str, ...] = ("batched", "each")
    default_limits: dict[str, int] = field(default_factory=dict[str, int])
    """Limits whose default is not the protocol's, by their names in Python."""
