"""Timers in a heap, for servers whose loop is their own. Not for use by more than one thread at a time."""

from __future__ import annotations

import heapq
import itertools
import time

from hubbub.loop import Task


class Timers:
    """What has to be done when."""

    def __init__(self) -> None:
        # A cancelled timer is one with nothing to do; it leaves the heap when its time has come.
        self._heap: list[tuple[float, int, list[Task]]] = []
        self._count = itertools.count()

    def call_later(self, seconds: float, task: Task) -> Task:
        """Runs a task after so many seconds; what it answers cancels that."""
        tasks = [task]
        heapq.heappush(self._heap, (time.monotonic() + seconds, next(self._count), tasks))
        return tasks.clear

    def timeout(self) -> float | None:
        """Seconds until the next one is due, None where there is none."""
        return max(0.0, self._heap[0][0] - time.monotonic()) if self._heap else None

    def run_due(self) -> None:
        """Runs those whose time has come."""
        while self._heap and self._heap[0][0] <= time.monotonic():
            for task in heapq.heappop(self._heap)[2]:
                task()
