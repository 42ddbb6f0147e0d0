"""The lines binding (section 2): from a byte stream to lines. It knows nothing of JSON and of sockets."""

from __future__ import annotations

from typing import NamedTuple


class StreamError(NamedTuple):
    """The one fault that ends a stream: `frame_too_large` or `invalid_utf8`."""

    code: str


class LinesDecoder:
    """Cuts bytes into lines. Feed it with `push`, then take with `next` until that answers None.

    Any split of the stream gives the same lines (LINE-2). A line above `max_frame_bytes` is an error as soon as that
    is certain (FRAME-5), one that is no UTF-8 when it is complete (FRAME-6); after an error there is nothing more.
    """

    __slots__ = ("_max_bytes", "_unfinished", "_lines", "_at", "_is_over")

    def __init__(self, max_frame_bytes: int) -> None:
        self._max_bytes = max_frame_bytes
        self._unfinished = bytearray()
        self._lines: list[bytearray] = []
        self._at = 0
        self._is_over = False

    @property
    def buffered_bytes(self) -> int:
        """Bytes held of the unfinished line; after the next `next` at most `max_frame_bytes` + 1."""
        return len(self._unfinished)

    def push(self, chunk: bytes) -> None:
        """Takes the next bytes of the stream."""
        if self._is_over:
            return
        if b"\n" not in chunk:  # without a look at what is here already, for those who send byte by byte
            self._unfinished += chunk
            return
        lines = (self._unfinished + chunk).split(b"\n")
        self._unfinished = lines.pop()
        if self._at >= len(self._lines):
            self._lines, self._at = lines, 0
        else:
            self._lines += lines

    def next(self) -> str | StreamError | None:
        """The next line without its terminator, the error that ends the stream, or None until more is pushed."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if line.endswith(b"\r"):
                line = line[:-1]
            if not line:
                continue
            if len(line) > self._max_bytes:
                return self._end("frame_too_large")
            try:
                return line.decode()
            except UnicodeDecodeError:
                return self._end("invalid_utf8")
        excess = len(self._unfinished) - self._max_bytes
        if excess > 1 or (excess == 1 and not self._unfinished.endswith(b"\r")):
            return self._end("frame_too_large")
        return None

    def _end(self, code: str) -> StreamError:
        self._is_over = True
        self._lines, self._at, self._unfinished = [], 0, bytearray()
        return StreamError(code)
