"""The core for servers with many threads: one lock around it, a thread for its timers, and turns in place of a loop's."""

from __future__ import annotations

import threading

from hubbub.loop import Task
from hubbub.timers import Timers


class Engine:
    """The lock under which alone the core runs. A turn is what one thread does at a time."""

    def __init__(self) -> None:
        self._changed = threading.Condition(threading.RLock())
        self._soon: list[Task] = []
        self._timers = Timers()
        threading.Thread(target=self._run_timers, name="timers", daemon=True).start()

    def turn(self, task: Task) -> None:
        """Runs a task and what it put off: what came in one read leaves in one write a member."""
        with self._changed:
            task()
            while self._soon:
                self._soon.pop(0)()

    def call_soon(self, task: Task) -> None:
        """Runs a task at the end of this turn."""
        self._soon.append(task)

    def call_later(self, seconds: float, task: Task) -> Task:
        """Runs a task in a turn of its own after so many seconds; what it answers cancels that."""
        self._changed.notify()
        return self._timers.call_later(seconds, task)

    def _run_timers(self) -> None:
        with self._changed:
            while True:
                self.turn(self._timers.run_due)
                self._changed.wait(self._timers.timeout())
