"""What a client may get wrong before it is shown the door: faults in a row (FRAME-3) and too many requests (RATE-1)."""

from __future__ import annotations

import math
from typing import Final

from hubbub.limits import Limits

_TOKEN: Final = 1_000


class RateBucket:
    """A bucket of `burst` tokens that refills at `per_second`; tokens grow when somebody asks. 0 never refuses."""

    __slots__ = ("_per_second", "_full", "_level", "_at_ms")

    def __init__(self, per_second: int, burst: int, now: float) -> None:
        self._per_second = per_second
        self._full = burst * _TOKEN
        self._level: float = self._full
        self._at_ms = now

    def take(self, now: float) -> int:
        """Takes a token and answers 0, or answers after how many ms there will be one."""
        if self._per_second == 0:
            return 0
        self._level = min(self._full, self._level + (now - self._at_ms) * self._per_second)
        self._at_ms = now
        if self._level < _TOKEN:
            return math.ceil((_TOKEN - self._level) / self._per_second)
        self._level -= _TOKEN
        return 0


class RequestGate:
    """Counts one client's offences."""

    __slots__ = ("_limits", "_rate", "_bad_frames", "_violations")

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._rate = RateBucket(limits.rate_per_second, limits.rate_burst, now)
        self._bad_frames = 0
        self._violations = 0

    @property
    def is_exhausted(self) -> bool:
        """Whether the client has offended too often in a row and is to be closed with `too_many_errors`."""
        return self._bad_frames >= self._limits.max_bad_frames or self._violations >= self._limits.max_violations

    def well_formed(self) -> None:
        """A request that could be read: faults are no longer in a row."""
        self._bad_frames = 0

    def faulty(self, code: str) -> None:
        """A frame got this error."""
        self._bad_frames = self._bad_frames + 1 if code in ("bad_frame", "unknown_type") else 0

    def take_token(self, now: float) -> int:
        """Takes a token and answers 0, or counts a violation and answers `retryAfterMs`."""
        retry_after_ms = self._rate.take(now)
        self._violations = self._violations + 1 if retry_after_ms else 0
        return retry_after_ms
