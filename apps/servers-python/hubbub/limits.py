"""The limits of protocol section 12: names, defaults and ranges. What enforces them is elsewhere."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

from hubbub.errors import ConfigError

_DAY_MS = 86_400_000


def _limit(default: int, minimum: int, maximum: int, says: str) -> int:
    metadata = {"minimum": minimum, "maximum": maximum, "says": says}
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of a server: times in ms, sizes in bytes; 0 is off where the text says so (LIMIT-1)."""

    max_frame_bytes: int = _limit(65_536, 1_024, 16_777_216, "bytes of one frame's JSON text")
    max_text_bytes: int = _limit(4_096, 1, 1_048_576, "UTF-8 bytes of one text")
    max_rooms: int = _limit(64, 1, 100_000, "rooms a client may be in")
    max_bad_frames: int = _limit(10, 1, 1_000_000, "bad frames in a row before a close")
    hello_timeout_ms: int = _limit(10_000, 1, _DAY_MS, "ms from accept to a completed hello")
    heartbeat_ms: int = _limit(30_000, 1, _DAY_MS, "ms of silence before the server pings")
    idle_timeout_ms: int = _limit(75_000, 1, _DAY_MS, "ms of silence before the server drops a client")
    drain_ms: int = _limit(5_000, 1, _DAY_MS, "ms a shutdown may take")
    max_connections: int = _limit(10_000, 1, 10_000_000, "connections at once, counted from the accept")
    max_connections_per_address: int = _limit(0, 0, 10_000_000, "connections from one address; 0: off")
    rate_per_second: int = _limit(50, 0, 1_000_000, "tokens a second and client; 0: off")
    rate_burst: int = _limit(100, 1, 1_000_000, "size of the token bucket")
    max_violations: int = _limit(20, 1, 1_000_000, "rate violations in a row before a close")
    history_size: int = _limit(1_000, 0, 1_000_000, "messages kept a room; 0: no history, replay or dedupe")
    history_rooms: int = _limit(10_000, 1, 10_000_000, "rooms whose history is kept while nobody is in them")
    max_outbox_bytes: int = _limit(1_048_576, 1_024, 1_073_741_824, "bytes queued for one client")
    retry_after_ms: int = _limit(1_000, 1, _DAY_MS, "ms told to a client that is refused or shut out")
    presence_members: int = _limit(200, 0, 10_000_000, "members above which presence is told by size; 0: never")

    def on_the_wire(self) -> dict[str, int]:
        """The limits under the names of the protocol."""
        return {WIRE_NAMES[name]: value for name, value in dataclasses.asdict(self).items()}


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


WIRE_NAMES: dict[str, str] = {field.name: _camel(field.name) for field in dataclasses.fields(Limits)}
"""The name in the protocol of each limit."""


def resolve_limits(given: Mapping[str, object], defaults: Mapping[str, int]) -> Limits:
    """Fills `given` (wire names) up with a server's own `defaults` and ours, and checks them (LIMIT-1, FRAME-8)."""
    values: dict[str, int] = dict(defaults)
    fields = {WIRE_NAMES[field.name]: field for field in dataclasses.fields(Limits)}
    for name, value in given.items():
        field = fields.get(name)
        if field is None:
            raise ConfigError(f'unknown limit "{name}"; known are {", ".join(fields)}')
        low, high = field.metadata["minimum"], field.metadata["maximum"]
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ConfigError(f'limit "{name}" must be an integer from {low} to {high}, not {value!r}')
        values[field.name] = value
    limits = Limits(**values)
    floor = 6 * limits.max_text_bytes + 1_152
    if limits.max_frame_bytes < floor:
        raise ConfigError(
            f'limit "maxFrameBytes" is {limits.max_frame_bytes} but must be at least 6 × maxTextBytes + 1152 = {floor}'
        )
    return limits
