"""Logs: one JSON line an event on stderr (PROC-2, SEC-1). JSON escapes every control character that a client sent."""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from typing import Final

LEVELS: Final = ("debug", "info", "warn", "error", "silent")


class Log:
    """A logger that says nothing below its level, and that a closed stderr does not disturb."""

    def __init__(self, name: str, level: str) -> None:
        self._name = name
        self._from = LEVELS.index(level)

    def info(self, message: str, **more: object) -> None:
        """Says what an operator may want to know."""
        self._write("info", message, more)

    def warn(self, message: str, **more: object) -> None:
        """Says what an operator should look at."""
        self._write("warn", message, more)

    def fault(self, message: str, error: BaseException) -> None:
        """Says that there is a fault in this program, with its stack; a client never sees that (SEC-1)."""
        stack = "".join(traceback.format_exception(error))
        self._write("error", message, {"fault": stack})

    def _write(self, level: str, message: str, more: dict[str, object]) -> None:
        if LEVELS.index(level) < self._from:
            return
        line = {"level": level, "time": int(time.time() * 1_000), "name": self._name, **more, "msg": message}
        try:
            sys.stderr.write(json.dumps(line, default=str) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            pass


class LogHandler(logging.Handler):
    """Hands what a library says through `logging` to a `Log`, warnings and worse, a line each."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            self._log.warn(record.getMessage())
        else:
            self._log.fault(record.getMessage(), error)
