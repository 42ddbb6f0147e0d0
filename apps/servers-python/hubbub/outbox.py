"""One client's way out: order, the byte limit, eviction and backlogs. When something is written is the fan-out's affair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

from hubbub.errors import CLOSE_NORMAL, CLOSE_SLOW_CONSUMER, ERRORS, Frame, error_frame
from hubbub.meter import OutboxMeter
from hubbub.payload import BacklogStart, Close, EncodedFrame, Payload, Queued
from hubbub.transport import Transport

HIGH_WATER_BYTES: Final = 65_536
"""Own replies above this mark stop the handling of further requests (FLOW-2); a backlog is pulled below it."""
_CHUNK_BYTES: Final = 32_768


class Poster(Protocol):
    """Decides when what is queued gets written."""

    joins_frames: bool
    """Whether a write may hold more than one frame."""

    def post(self, outbox: Outbox, item: Queued) -> None:
        """Queues one item for one client."""


class Owner(Protocol):
    """Who hears from an outbox, possibly from inside the chat: it must put off what calls the chat."""

    def evicted(self) -> None:
        """The client was dropped as a slow consumer (FLOW-1)."""

    def ending(self, code: str) -> None:
        """The end was queued: nothing follows."""

    def relieved(self) -> None:
        """Own replies are below the mark again; called once after `wants_relief` was set."""

    def broken(self, error: Exception) -> None:
        """The transport raised."""

    def wrote(self, frames: int) -> None:
        """So many frames were handed to the transport."""


class _Backlog:
    """A replay that is pulled as the client reads, and what waits behind it."""

    __slots__ = ("frames", "held", "is_over")

    def __init__(self, frames: Iterator[Frame]) -> None:
        self.frames = frames
        self.held: list[Queued] = []
        self.is_over = False

    def take_chunk(self) -> list[EncodedFrame]:
        chunk: list[EncodedFrame] = []
        size = 0
        for frame in self.frames:
            item = EncodedFrame(frame, True)
            chunk.append(item)
            size += len(item.data)
            if size >= _CHUNK_BYTES:
                return chunk
        self.is_over = True
        return chunk


class Outbox:
    """The outbox of one connection (FLOW-1, FLOW-2, HIST-4); an `Outlet` of the chat."""

    __slots__ = (
        "transport", "queue", "batch", "more_batches", "wants_relief", "is_closed",
        "_is_ending", "_poster", "_owner", "_meter", "_queued_own", "_backlogs_queued", "_backlog",
    )  # fmt: skip

    def __init__(self, transport: Transport, poster: Poster, owner: Owner, max_bytes: int) -> None:
        self.transport = transport
        self.queue: list[Queued] = []
        """This tick's items for this client alone, kept by the batched fan-out, as are the two below."""
        self.batch: list[EncodedFrame] | None = None
        self.more_batches: list[list[EncodedFrame]] = []
        self.wants_relief = False
        self.is_closed = False
        self._is_ending = False
        self._poster = poster
        self._owner = owner
        self._meter = OutboxMeter(transport, max_bytes)
        self._queued_own = 0
        self._backlogs_queued = 0
        self._backlog: _Backlog | None = None

    @property
    def is_open(self) -> bool:
        """Whether it takes frames: its end was neither queued nor reached."""
        return not (self._is_ending or self.is_closed)

    @property
    def is_congested(self) -> bool:
        """Whether own replies wait: the connection then handles no further request (FLOW-2)."""
        return self._backlogs_queued > 0 or self._meter.own_bytes + self._queued_own > HIGH_WATER_BYTES

    @property
    def bytes(self) -> int:
        """Bytes waiting here and in the transport."""
        return self.transport.buffered_bytes + self._meter.held_bytes

    @property
    def taken_bytes(self) -> int:
        """Bytes that the kernel ever took."""
        return self._meter.taken_bytes

    def send(self, frame: Frame) -> None:
        if not self.is_open:
            return
        item = EncodedFrame(frame)
        if item.is_own:
            self._queued_own += len(item.data)
        self._poster.post(self, item)

    def send_all(self, frames: Iterable[Frame]) -> None:
        if self.is_open:
            self._backlogs_queued += 1
            self._poster.post(self, BacklogStart(iter(frames)))

    def end(self, code: str, **details: object) -> None:
        if self.is_open:
            self.send(error_frame(code, **details))
            self.finish(ERRORS[code][1] or CLOSE_NORMAL, code)
            self._owner.ending(code)

    def bye(self, ref: str | None) -> None:
        if self.is_open:
            self.send({"type": "closing", **({} if ref is None else {"ref": ref}), "reason": "bye"})
            self.finish(CLOSE_NORMAL, "bye")
            self._owner.ending("bye")

    def finish(self, code: int, reason: str) -> None:
        """Closes the transport after all that was queued; nothing more is taken."""
        if self.is_open:
            self._is_ending = True
            self._poster.post(self, Close(code, reason))

    def dispose(self) -> None:
        """Lets go of everything; the transport is gone."""
        self.is_closed = True
        self.queue.clear()
        self._stop_backlog()

    def drained(self) -> None:
        """The transport has room again."""
        self._pull()
        self._relieve()

    def take(self, items: Sequence[Queued]) -> None:
        """Writes items now, in this order."""
        self._queued_own = 0
        self._take_all(items)
        self._relieve()

    def take_shared(self, payload: Payload) -> None:
        """Writes a room's frames now, all of them caused by others. The fast path of the fan-out."""
        if self.is_closed:
            return
        if self._backlog is None:
            self._put(payload, 0)
        else:
            for frame in payload.frames:
                self._hold(frame)

    def _take_all(self, items: Sequence[Queued]) -> None:
        run: list[EncodedFrame] = []
        for item in items:
            if self._backlog is not None:
                self._hold(item)
            elif isinstance(item, EncodedFrame):
                run.append(item)
            else:
                self._put_run(run)
                run = []
                if self.is_closed:
                    return
                if isinstance(item, BacklogStart):
                    self._backlog = _Backlog(item.frames)
                    self._pull()
                else:
                    self.is_closed = True
                    self._close(item.code, item.reason)
        self._put_run(run)

    def _put_run(self, run: list[EncodedFrame]) -> None:
        if not run:
            return
        if len(run) > 1 and not self._poster.joins_frames:
            for frame in run:
                self._put_run([frame])
            return
        self._put(Payload(run), sum(len(frame.data) + 1 for frame in run if frame.is_own))

    def _put(self, payload: Payload, own: int) -> None:
        """The one door to the transport."""
        if self.is_closed:
            return
        size = len(payload.lines)
        if self._meter.refuses(size, own):
            self._evict()
            return
        try:
            self.transport.write(payload)
        except Exception as error:  # a fault of one transport must not cost the other clients of this flush theirs
            self._owner.broken(error)
            return
        self._meter.wrote(size, own)
        self._owner.wrote(len(payload.frames))

    def _evict(self) -> None:
        self.dispose()
        try:
            self.transport.write(Payload([EncodedFrame(error_frame("slow_consumer"))]))
        except Exception as error:
            self._owner.broken(error)
        self._close(CLOSE_SLOW_CONSUMER, "slow_consumer")
        self._owner.evicted()

    def _close(self, code: int, reason: str) -> None:
        try:
            self.transport.close(code, reason)
        except Exception as error:
            self._owner.broken(error)

    def _hold(self, item: Queued) -> None:
        """Keeps an item behind the backlog; what others sent counts against the limit (HIST-4)."""
        if self.is_closed or self._backlog is None:
            return
        if isinstance(item, EncodedFrame) and not item.is_own:
            if self._meter.would_pass(len(item.data) + 1):
                self._evict()
                return
            self._meter.held_bytes += len(item.data) + 1
        self._backlog.held.append(item)

    def _pull(self) -> None:
        while self._backlog is not None and self.transport.buffered_bytes < HIGH_WATER_BYTES:
            backlog = self._backlog
            chunk = backlog.take_chunk()
            if backlog.is_over:
                self._stop_backlog()
            self._put_run(chunk)
            if backlog.is_over:
                # Another backlog among what was held holds the rest again.
                self._take_all(backlog.held)

    def _stop_backlog(self) -> None:
        if self._backlog is not None:
            self._backlog = None
            self._backlogs_queued -= 1
            self._meter.held_bytes = 0

    def _relieve(self) -> None:
        if self.wants_relief and not self.is_congested:
            self.wants_relief = False
            self._owner.relieved()
