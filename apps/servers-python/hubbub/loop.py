"""What the core asks of a framework's event loop, and two things built on it: work put off, and one timer for all deadlines."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final, Protocol

Task = Callable[[], None]
_GRAIN_MS: Final = 25


class Loop(Protocol):
    """Runs tasks in the one place where the core may be called."""

    def call_soon(self, task: Task) -> None:
        """Runs a task after what is at hand: at the end of this turn of the loop, or in the next."""

    def call_later(self, seconds: float, task: Task) -> Task:
        """Runs a task after so many seconds; what it answers cancels that."""
        ...


def now_ms() -> float:
    """Milliseconds of a clock that only goes forward."""
    return time.monotonic() * 1_000


class Later:
    """Work that must not run inside a call of the chat or a flush, such as telling the chat that a client is gone."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._tasks: list[Task] = []
        self._is_running = False

    def add(self, task: Task) -> None:
        """Queues a task; the loop runs what nobody ran before."""
        self._tasks.append(task)
        if len(self._tasks) == 1 and not self._is_running:
            self._loop.call_soon(self.run)

    def run(self) -> None:
        """Runs all tasks, those that they add too. Must not be called from inside a call of the chat."""
        if not self._tasks or self._is_running:
            return
        self._is_running = True
        for task in self._tasks:
            task()
        self._tasks = []
        self._is_running = False


class Deadline(Protocol):
    """Something that wants to be looked at."""

    def due(self, now: float) -> None:
        """Called not before the time set; where it was too early, it is set again from here."""


class Deadlines:
    """Deadlines in buckets of 25 ms: never early, at most a grain and the loop's own lateness late (LIMIT-2)."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._buckets: dict[int, dict[Deadline, None]] = {}
        self._bucket_of: dict[Deadline, int] = {}
        self._armed_for: float = math.inf
        self._disarm: Task = lambda: None

    def set(self, item: Deadline, at_ms: float) -> None:
        """Has `item.due` called at that time or up to a grain later; replaces what was set for it."""
        bucket = math.ceil(at_ms / _GRAIN_MS)
        if self._bucket_of.get(item) == bucket:
            return
        self.clear(item)
        self._buckets.setdefault(bucket, {})[item] = None
        self._bucket_of[item] = bucket
        if bucket < self._armed_for:
            self._arm(bucket)

    def clear(self, item: Deadline) -> None:
        """Forgets an item."""
        bucket = self._bucket_of.pop(item, None)
        if bucket is not None and (items := self._buckets.get(bucket)) is not None:
            items.pop(item, None)
            if not items:
                del self._buckets[bucket]

    def stop(self) -> None:
        """Forgets all items and lets go of the timer."""
        self._buckets.clear()
        self._bucket_of.clear()
        self._disarm()
        self._armed_for = math.inf

    def _arm(self, bucket: int) -> None:
        self._disarm()
        self._armed_for = bucket
        delay_ms = max(1.0, bucket * _GRAIN_MS - now_ms())
        self._disarm = self._loop.call_later(delay_ms / 1_000, self._fire)

    def _fire(self) -> None:
        now = now_ms()
        self._armed_for = math.inf
        reached = math.floor(now / _GRAIN_MS)
        for bucket in [bucket for bucket in self._buckets if bucket <= reached]:
            for item in self._buckets.pop(bucket, {}):
                # An item before this one may have cleared it or put it off.
                if self._bucket_of.get(item) == bucket:
                    del self._bucket_of[item]
                    item.due(now)
        following = min(self._buckets, default=None)
        if following is not None and following < self._armed_for:
            self._arm(following)
