"""The two ways of serving a room: a write for each message and member, or one write a member and turn of the event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, cast

from hubbub.errors import Frame
from hubbub.outbox import Outbox
from hubbub.outlet import Outlet
from hubbub.payload import EncodedFrame, Payload, Queued

_FLUSH_BYTES: Final = 65_536


class EachFanout:
    """The mode `each`: what tutorials do. A message is still encoded only once."""

    joins_frames = False

    def __init__(self) -> None:
        self._rooms: dict[str, dict[Outbox, None]] = {}

    def join(self, room: str, outlet: Outlet) -> None:
        self._rooms.setdefault(room, {})[cast(Outbox, outlet)] = None

    def leave(self, room: str, outlet: Outlet) -> None:
        members = self._rooms[room]
        members.pop(cast(Outbox, outlet), None)
        if not members:
            del self._rooms[room]

    def publish(self, room: str, frame: Frame) -> None:
        members = self._rooms.get(room)
        if members:
            self.tell(members, frame)

    def tell(self, outlets: Iterable[Outlet], frame: Frame) -> None:
        item = EncodedFrame(frame, False)
        payload = Payload([item])
        for outlet in outlets:
            outbox = cast(Outbox, outlet)
            if outbox.is_open:
                outbox.take_shared(payload)

    def post(self, outbox: Outbox, item: Queued) -> None:
        outbox.take([item])

    def flush(self) -> None:
        """There is never anything to flush."""


class _Room:
    __slots__ = ("members", "batch", "joiners")

    def __init__(self) -> None:
        self.members: dict[Outbox, None] = {}
        self.batch: list[EncodedFrame] | None = None
        self.joiners: dict[Outbox, int] = {}
        """Who came while the batch was open, and from which of its frames on they get it."""


class BatchedFanout:
    """The mode `batched`: what a room gets in one turn of the event loop is joined once and written once a member.

    Every item of a turn has a stamp. Who gets one room's batch and nothing else shares the room's payload; all others
    get theirs merged by stamp, so that each client's order is the order of the calls (ORDER-2, ORDER-3, ORDER-4).
    """

    joins_frames = True

    def __init__(self, call_soon: Callable[[Callable[[], None]], object], max_outbox_bytes: int) -> None:
        self._call_soon = call_soon
        self._flush_bytes = min(_FLUSH_BYTES, max_outbox_bytes)
        self._rooms: dict[str, _Room] = {}
        self._dirty: list[_Room] = []
        self._touched: list[Outbox] = []
        self._stamp = 0
        self._bytes = 0
        self._is_scheduled = False

    def join(self, room: str, outlet: Outlet) -> None:
        outbox = cast(Outbox, outlet)
        found = self._rooms.get(room)
        if found is None:
            found = self._rooms[room] = _Room()
        if found.batch is None:
            found.members[outbox] = None
        elif outbox not in found.members:
            found.joiners.setdefault(outbox, len(found.batch))

    def leave(self, room: str, outlet: Outlet) -> None:
        outbox = cast(Outbox, outlet)
        found = self._rooms.get(room)
        if found is None:
            return
        start: int | None = None
        if outbox in found.members:
            del found.members[outbox]
            start = 0
        elif outbox in found.joiners:
            start = found.joiners.pop(outbox)
        if start is not None and found.batch is not None and not outbox.is_closed:
            self._copy(found.batch, start, outbox)
        if not found.members and not found.joiners:
            del self._rooms[room]

    def publish(self, room: str, frame: Frame) -> None:
        found = self._rooms.get(room)
        if found is None:
            return
        if found.batch is None:
            found.batch = []
            self._dirty.append(found)
        item = EncodedFrame(frame, False)
        self._stamp += 1
        item.stamp = self._stamp
        found.batch.append(item)
        self._collected(len(item.data))

    def tell(self, outlets: Iterable[Outlet], frame: Frame) -> None:
        item = EncodedFrame(frame, False)
        self._stamp += 1
        item.stamp = self._stamp
        for outlet in outlets:
            outbox = cast(Outbox, outlet)
            if outbox.is_open:
                self._enqueue(outbox, item)
        self._collected(len(item.data))

    def post(self, outbox: Outbox, item: Queued) -> None:
        self._stamp += 1
        item.stamp = self._stamp
        self._enqueue(outbox, item)
        self._collected(0)

    def flush(self) -> None:
        """Writes all that was collected."""
        self._is_scheduled = False
        self._bytes = 0
        payloads = self._spread()
        touched, self._touched = self._touched, []
        for outbox in touched:
            batch, more, queue = outbox.batch, outbox.more_batches, outbox.queue
            outbox.batch = None
            if batch is not None and not more and not queue:
                outbox.take_shared(payloads[id(batch)])
                continue
            items: list[Queued] = list(queue)
            queue.clear()
            if batch is not None:
                items += batch
            for other in more:
                items += other
            if more:
                outbox.more_batches = []
            items.sort(key=_stamp_of)
            outbox.take(items)

    def _spread(self) -> dict[int, Payload]:
        """Hands each dirty room's batch to its members; the payload of each batch is shared by those who get it alone."""
        dirty, self._dirty = self._dirty, []
        payloads: dict[int, Payload] = {}
        for room in dirty:
            batch, joiners = room.batch, room.joiners
            room.batch, room.joiners = None, {}
            if batch is None:
                continue
            payloads[id(batch)] = Payload(batch)
            for outbox in room.members:
                if outbox.batch is None:
                    outbox.batch = batch
                    if not outbox.queue:
                        self._touched.append(outbox)
                else:
                    outbox.more_batches.append(batch)
            for outbox, start in joiners.items():
                self._copy(batch, start, outbox)
                room.members[outbox] = None
        return payloads

    def _copy(self, batch: list[EncodedFrame], start: int, outbox: Outbox) -> None:
        for item in batch[start:]:
            self._enqueue(outbox, item)

    def _enqueue(self, outbox: Outbox, item: Queued) -> None:
        if not outbox.queue and outbox.batch is None:
            self._touched.append(outbox)
        outbox.queue.append(item)

    def _collected(self, size: int) -> None:
        self._bytes += size
        if self._bytes >= self._flush_bytes:
            self.flush()
        elif not self._is_scheduled:
            self._is_scheduled = True
            self._call_soon(self.flush)


def _stamp_of(item: Queued) -> int:
    return item.stamp
