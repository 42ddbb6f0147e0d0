"""What travels through outboxes: encoded frames, what follows them, and several of them as one write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from hubbub import json_text
from hubbub.errors import Frame

_FROM_OTHERS: Final = frozenset(("message", "direct", "member_joined", "member_left", "room_size", "presence"))


class EncodedFrame:
    """A frame encoded once for all its receivers. `is_own`: its receiver asked for it (FLOW-2)."""

    __slots__ = ("data", "is_own", "stamp")

    def __init__(self, frame: Frame, is_own: bool | None = None) -> None:
        self.data = json_text.encode(frame)
        self.is_own = frame["type"] not in _FROM_OTHERS if is_own is None else is_own
        self.stamp = 0


class BacklogStart:
    """Frames that are made as the client reads them (HIST-4)."""

    __slots__ = ("frames", "stamp")

    def __init__(self, frames: Iterator[Frame]) -> None:
        self.frames = frames
        self.stamp = 0


class Close:
    """The end of a connection, behind all that was queued."""

    __slots__ = ("code", "reason", "stamp")

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason
        self.stamp = 0


Queued = EncodedFrame | BacklogStart | Close
"""What stands in a client's queue."""


class Payload:
    """Frames for one write, shared by all who get the same."""

    __slots__ = ("frames", "_lines")

    def __init__(self, frames: Sequence[EncodedFrame]) -> None:
        self.frames = frames
        self._lines: bytes | None = None

    @property
    def lines(self) -> bytes:
        """The bytes of the lines binding, each frame with its LF; joined once."""
        if self._lines is None:
            frames = self.frames
            if len(frames) == 1:
                self._lines = frames[0].data + b"\n"
            else:
                self._lines = b"\n".join([frame.data for frame in frames]) + b"\n"
        return self._lines

    @property
    def texts(self) -> list[bytes]:
        """The JSON text of each frame, for bindings that send one message a frame."""
        return [frame.data for frame in self.frames]
