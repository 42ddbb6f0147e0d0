"""Who is silent for too long (LIVE-1), and who lets us wait after the end. One timer serves all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from hubbub.limits import Limits
from hubbub.loop import Deadlines, Task, now_ms

_QUIET_GRACE_MS: Final = 5_000
_SHORT_GRACE_MS: Final = 1_000


class LivenessOwner(Protocol):
    """What liveness asks of the connection."""

    def send_ping(self) -> None:
        """Sends the server's `ping` (LIVE-2)."""

    def idle(self) -> None:
        """Nothing came for too long."""

    def taken_while_paused(self) -> int | None:
        """Bytes that the peer took from us while it is we who do not read (FLOW-2), otherwise None."""


class Liveness:
    """Watches one client's silence; a frame that comes costs it nothing but a note."""

    __slots__ = ("heard_ms", "_owner", "_deadlines", "_heartbeat_ms", "_idle_ms", "_pinged_ms", "_taken")

    def __init__(self, owner: LivenessOwner, deadlines: Deadlines, limits: Limits, now: float) -> None:
        self.heard_ms = now
        """When something last came."""
        self._owner = owner
        self._deadlines = deadlines
        self._heartbeat_ms = limits.heartbeat_ms
        self._idle_ms = limits.idle_timeout_ms
        self._pinged_ms = now
        self._taken: int | None = None
        self._wait()

    def stop(self) -> None:
        """Stops watching."""
        self._deadlines.clear(self)

    def due(self, now: float) -> None:
        """See `Deadline`."""
        # A peer that takes bytes lives, though we cannot hear it.
        taken = self._owner.taken_while_paused()
        if taken is not None and self._taken is not None and taken > self._taken:
            self.heard_ms = now
        self._taken = taken
        if now >= self.heard_ms + self._idle_ms:
            self._owner.idle()
            return
        if now >= self._next_ping_ms():
            self._pinged_ms = now
            self._owner.send_ping()
        self._wait()

    def _next_ping_ms(self) -> float:
        return max(self.heard_ms, self._pinged_ms) + self._heartbeat_ms

    def _wait(self) -> None:
        self._deadlines.set(self, min(self._next_ping_ms(), self.heard_ms + self._idle_ms))


class Farewell:
    """Drops a peer once a grace has passed after the end in which it took nothing, so that no ended connection lives on."""

    __slots__ = ("_deadlines", "_abort", "_taken", "_taken_before")

    def __init__(self, deadlines: Deadlines, abort: Task, taken: Callable[[], int] | None) -> None:
        """`taken` tells the bytes that the peer took so far; without it the grace is short and not renewed."""
        self._deadlines = deadlines
        self._abort = abort
        self._taken = taken
        self._taken_before = 0 if taken is None else taken()
        self._wait(now_ms())

    def due(self, now: float) -> None:
        """See `Deadline`."""
        taken = 0 if self._taken is None else self._taken()
        if taken <= self._taken_before:
            self._abort()
        else:
            self._taken_before = taken
            self._wait(now)

    def stop(self) -> None:
        """The transport is gone."""
        self._deadlines.clear(self)

    def _wait(self, now: float) -> None:
        grace = _SHORT_GRACE_MS if self._taken is None else _QUIET_GRACE_MS
        self._deadlines.set(self, now + grace)
