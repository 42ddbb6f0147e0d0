"""What all connections of one server share: limits, chat, fan-out, timers, counters, and who gets a place (CAP-1, CAP-2)."""

from __future__ import annotations

import platform
import time
from collections import Counter
from dataclasses import dataclass
from typing import Final

from hubbub.chat import Chat
from hubbub.config import Config
from hubbub.connection import Connection, RefusedConnection
from hubbub.definition import Definition
from hubbub.fanout import BatchedFanout, EachFanout
from hubbub.log import Log
from hubbub.loop import Deadlines, Later, Loop, Task, now_ms
from hubbub.transport import Transport

_PATIENCE: Final = 0.8
"""The part of `limits.drainMs` after which those who are still there are dropped."""
_END: Final = 0.9
"""The part after which nothing is waited for any more."""


@dataclass(slots=True)
class Counters:
    """Running totals since the start: frames received and handed out, slow consumers dropped, connections refused."""

    received: int = 0
    delivered: int = 0
    evicted: int = 0
    refused: int = 0


class HeldPlace:
    """One of `limits.maxConnections` places, counted from the accept, with the hello timer that starts there (HELLO-5)."""

    is_refused = False

    def __init__(self, house: House, address: str, abort: Task) -> None:
        self._house = house
        self._address = address
        self._abort = abort
        self._connection: Connection | None = None
        self._is_held = True
        house.places[self] = None
        house.deadlines.set(self, now_ms() + house.limits.hello_timeout_ms)

    def open(self, binding: str, transport: Transport) -> Connection:
        """The connection on this place."""
        self._connection = Connection(self._house, binding, transport, self)
        return self._connection

    @property
    def connection(self) -> Connection | None:
        """What was opened."""
        return self._connection

    def welcomed(self) -> None:
        """`hello` was answered."""
        self._house.deadlines.clear(self)

    def release(self) -> None:
        """Gives the place back, once."""
        if self._is_held:
            self._is_held = False
            self._house.deadlines.clear(self)
            self._house.free(self, self._address)

    def abort(self) -> None:
        """Drops whoever is on it."""
        self._abort() if self._connection is None else self._connection.transport.abort()

    def due(self, now: float) -> None:
        """See `Deadline`."""
        self._abort() if self._connection is None else self._connection.hello_timed_out()


class RefusedPlace:
    """No place: what is opened on it is told so and closed."""

    is_refused = True
    connection: Connection | None = None

    def __init__(self, house: House) -> None:
        self._house = house

    def open(self, binding: str, transport: Transport) -> Connection:
        """A connection that is closed with `server_full`."""
        return RefusedConnection(self._house, binding, transport, self)

    def welcomed(self) -> None:
        """Never."""

    def release(self) -> None:
        """There is nothing to give back."""


class House:
    """One server's shared parts, on one event loop."""

    def __init__(self, definition: Definition, config: Config, log: Log, loop: Loop) -> None:
        self.definition = definition
        self.config = config
        self.log = log
        self.limits = config.limits
        self.features = ["history"] if config.limits.history_size > 0 else []
        self.runtime = f"{platform.python_implementation()} {platform.python_version()}"
        self.deadlines = Deadlines(loop)
        self.later = Later(loop)
        self.counters = Counters()
        self.places: dict[HeldPlace, None] = {}
        self._loop = loop
        self.fanout = (
            EachFanout() if config.fanout == "each" else BatchedFanout(loop.call_soon, self.limits.max_outbox_bytes)
        )
        self.chat = Chat(
            limits=self.limits,
            server={"name": definition.name, "framework": definition.framework, "runtime": self.runtime},
            features=self.features,
            fanout=self.fanout,
            call_later=loop.call_later,
            now_ms=lambda: time.time_ns() // 1_000_000,
        )
        self._per_address: Counter[str] = Counter()
        self._is_draining = False
        self._on_empty: Task | None = None

    def admit(self, address: str, abort: Task) -> HeldPlace | RefusedPlace:
        """Gives somebody who was just accepted a place, or none. `abort` drops who was not opened yet."""
        limits = self.limits
        most = limits.max_connections_per_address
        is_full = len(self.places) >= limits.max_connections or 0 < most <= self._per_address[address]
        if self._is_draining or is_full:
            self.counters.refused += 1
            return RefusedPlace(self)
        self._per_address[address] += 1
        return HeldPlace(self, address, abort)

    def connect(self, transport: Transport) -> Connection:
        """Admits and opens in one, for the lines binding."""
        return self.admit(transport.remote_address, transport.abort).open("lines", transport)

    def free(self, place: HeldPlace, address: str) -> None:
        """A place is free again."""
        self.places.pop(place, None)
        self._per_address[address] -= 1
        if self._per_address[address] <= 0:
            del self._per_address[address]
        if not self.places and self._on_empty is not None:
            self._loop.call_soon(self._on_empty)

    def stats(self) -> dict[str, int]:
        """The body of `/stats` (PROC-3). May be called from another thread."""
        outbox_bytes = 0
        for place in list(self.places):
            if place.connection is not None:
                outbox_bytes += place.connection.outbox.bytes
        counters = self.counters
        return {
            "connections": len(self.places),
            "sessions": len(self.chat.clients),
            "rooms": len(self.chat.rooms),
            "outboxBytes": outbox_bytes,
            "received": counters.received,
            "delivered": counters.delivered,
            "evicted": counters.evicted,
            "refused": counters.refused,
        }

    @property
    def is_draining(self) -> bool:
        """Whether the server is about to stop: `/readyz` then answers 503."""
        return self._is_draining

    def _abort_all(self) -> None:
        for place in list(self.places):
            place.abort()

    def drain(self, done: Task) -> None:
        """Says goodbye to everybody and calls `done` within `limits.drainMs`, when nobody is left or time is up (STOP-1)."""
        self._is_draining = True
        is_done = False

        def finish() -> None:
            nonlocal is_done
            if not is_done:
                is_done = True
                self.deadlines.stop()
                done()

        self._on_empty = finish
        for place in list(self.places):
            if place.connection is None:
                place.abort()
            else:
                place.connection.shut_down()
        self.fanout.flush()
        self.later.run()
        seconds = self.limits.drain_ms / 1_000
        self._loop.call_later(seconds * _PATIENCE, self._abort_all)
        self._loop.call_later(seconds * _END, finish)
        if not self.places:
            self._loop.call_soon(finish)
