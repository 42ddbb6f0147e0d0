"""What the chat remembers of its rooms, in this process: it numbers messages, keeps the last, recognises repeats (section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hubbub.errors import Frame
from hubbub.names import nick_key


class Entry(NamedTuple):
    """One message of a room."""

    seq: int
    id: str | None
    sender: str
    text: str
    at: int

    def frame(self) -> Frame:
        """Its members, as a `history` frame lists them."""
        if self.id is None:
            return {"seq": self.seq, "from": self.sender, "text": self.text, "at": self.at}
        return {"seq": self.seq, "id": self.id, "from": self.sender, "text": self.text, "at": self.at}


class Retained:
    """The last messages of one room in a ring, numbered from 1 without a gap (ORDER-1, HIST-1)."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._ring: list[Entry] = []
        self._keys: list[str | None] = []
        self._seq_by_key: dict[str, int] = {}
        self.last = 0
        """The last number given, 0 for none."""

    @property
    def oldest(self) -> int:
        """The oldest number kept, or the next one to be given where nothing is."""
        return self.last - min(self.last, self._size) + 1

    def append(self, sender: str, text: str, id: str | None, at: int) -> tuple[Entry, bool]:
        """Numbers and keeps a message, or finds the one that the same nick sent with this id; True for the latter (SAY-5)."""
        key = None if id is None or self._size == 0 else f"{nick_key(sender)}\0{id}"
        if key is not None and (known := self._seq_by_key.get(key)) is not None:
            return self._ring[(known - 1) % self._size], True
        self.last += 1
        entry = Entry(self.last, id, sender, text, at)
        if self._size > 0:
            self._keep(entry, key)
        return entry, False

    def read(self, after: int = 0, before: int | None = None, limit: int | None = None) -> list[Entry]:
        """Entries with `after` < seq < `before`, oldest first; at most the `limit` newest of them."""
        end = self.last + 1 if before is None else min(before, self.last + 1)
        start = max(after + 1, self.oldest, 0 if limit is None else end - limit)
        return [self._ring[(seq - 1) % self._size] for seq in range(start, end)]

    def _keep(self, entry: Entry, key: str | None) -> None:
        slot = (entry.seq - 1) % self._size
        if slot == len(self._ring):
            self._ring.append(entry)
            self._keys.append(key)
        else:
            gone = self._keys[slot]
            if gone is not None:
                del self._seq_by_key[gone]
            self._ring[slot] = entry
            self._keys[slot] = key
        if key is not None:
            self._seq_by_key[key] = entry.seq


class History:
    """What is retained of all rooms: of those with members, and of the `rooms` that had some last (HIST-1)."""

    def __init__(self, size: int, rooms: int) -> None:
        self._size = size
        self._most_empty = rooms
        self._occupied: dict[str, Retained] = {}
        self._empty: dict[str, Retained] = {}

    def occupy(self, room: str) -> Retained:
        """Somebody is in the room from now on."""
        retained = self._empty.pop(room, None) or Retained(self._size)
        self._occupied[room] = retained
        return retained

    def vacate(self, room: str) -> None:
        """Nobody is in the room any more; the one that has been empty longest may be forgotten."""
        retained = self._occupied.pop(room)
        if self._size == 0 or retained.last == 0:
            return
        self._empty[room] = retained
        if len(self._empty) > self._most_empty:
            del self._empty[next(iter(self._empty))]


def message_frames(room: str, entries: list[Entry]) -> Iterator[Frame]:
    """The `message` frames of entries, made as they are taken (HIST-4)."""
    return ({"type": "message", "room": room, **entry.frame()} for entry in entries)
