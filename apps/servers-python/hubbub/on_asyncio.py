"""What the servers on asyncio share: its loop as the core wants it, signals, and a fault in one line of the log."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from hubbub.loop import Task
from hubbub.process import ServerProcess


class AsyncioLoop:
    """The running loop of asyncio."""

    def __init__(self, process: ServerProcess) -> None:
        self._loop = asyncio.get_running_loop()
        self._log = process.log
        self._loop.set_exception_handler(self._log_fault)

    def call_soon(self, task: Task) -> None:
        # What is ready now runs first: what arrived together leaves together.
        self._loop.call_soon(task)

    def call_later(self, seconds: float, task: Task) -> Task:
        return self._loop.call_later(seconds, task).cancel

    def _log_fault(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, OSError):
            # Out of descriptors, for instance; asyncio goes on accepting a second later (CAP-2).
            self._log.warn(str(context.get("message")), error=error.strerror)
        elif error is not None:
            self._log.fault(str(context.get("message")), error)


async def until_stopped(process: ServerProcess, stop_accepting: Task) -> None:
    """Returns when a signal came and the server was drained (STOP-1)."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, process.stop, stop_accepting, stopped.set)
    await stopped.wait()
