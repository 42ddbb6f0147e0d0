"""How full one client's outbox is, and with whose bytes: what others sent counts against the limit, own replies do not."""

from __future__ import annotations

from collections import deque

from hubbub.transport import Transport


class OutboxMeter:
    """Remembers where own replies lie in what was written; while the client reads it remembers nothing (FLOW-1, FLOW-2)."""

    __slots__ = ("held_bytes", "_transport", "_max_bytes", "_written", "_own")

    def __init__(self, transport: Transport, max_bytes: int) -> None:
        self.held_bytes = 0
        """Bytes of others that wait behind a backlog (HIST-4)."""
        self._transport = transport
        self._max_bytes = max_bytes
        self._written = 0
        self._own: deque[tuple[int, int]] = deque()

    @property
    def taken_bytes(self) -> int:
        """Bytes that the kernel ever took."""
        return self._written - self._transport.buffered_bytes

    @property
    def own_bytes(self) -> int:
        """Bytes of own replies that the transport still holds."""
        if not self._own:
            return 0
        buffered = self._transport.buffered_bytes
        taken = self._written - buffered
        while self._own and self._own[0][0] <= taken:
            self._own.popleft()
        return min(buffered, sum(min(size, end - taken) for end, size in self._own))

    def wrote(self, size: int, own: int) -> None:
        """`size` bytes were written, `own` of them own replies."""
        self._written += size
        if own and self._transport.buffered_bytes:
            self._own.append((self._written, own))

    def refuses(self, size: int, own: int) -> bool:
        """Whether a payload must not be written any more. Who holds nothing is reading, so one is always let through."""
        buffered = self._transport.buffered_bytes
        return buffered != 0 and buffered + size > self._max_bytes and self.would_pass(size - own)

    def would_pass(self, more: int) -> bool:
        """Whether others' bytes would pass the limit with `more` of them."""
        if more <= 0:
            return False
        return self._transport.buffered_bytes - self.own_bytes + self.held_bytes + more > self._max_bytes
