"""One room that has members: who they are, how far its messages have come, and how it tells presence (ROOM-8)."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from hubbub.errors import Frame
from hubbub.history import Entry, Retained
from hubbub.outlet import Fanout, Outlet

_ROOM_SIZE_INTERVAL_S: Final = 1.0

CallLater = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Runs a task after some seconds; what it answers cancels that."""


class SortedNames:
    """Names in code point order, a page at a time (WHO-2)."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str) -> None:
        """Adds a name that is not there."""
        bisect.insort(self._names, name)

    def remove(self, name: str) -> None:
        """Removes a name that is there."""
        del self._names[bisect.bisect_left(self._names, name)]

    def after(self, name: str | None) -> Iterator[str]:
        """The names behind this one, or all."""
        start = 0 if name is None else bisect.bisect_right(self._names, name)
        return (self._names[i] for i in range(start, len(self._names)))


class Settings(Protocol):
    """What a room needs of its chat."""

    fanout: Fanout
    call_later: CallLater

    @property
    def presence_members(self) -> int:
        """The limit of that name."""
        ...


class Room:
    """The members of one room and what they are told of each other."""

    def __init__(self, name: str, settings: Settings, retained: Retained) -> None:
        self.name = name
        self.retained = retained
        self.nicks = SortedNames()
        self.outlets: set[Outlet] = set()
        self._settings = settings
        self._fanout = settings.fanout
        self._is_big = False
        self._cancel: Callable[[], None] | None = None
        self._is_stale = False

    @property
    def presence(self) -> str:
        """The mode of `joined.presence`."""
        return "size" if self._is_big else "each"

    def deliver(self, entry: Entry) -> None:
        """Hands a message to every member (SAY-1)."""
        self._fanout.publish(self.name, {"type": "message", "room": self.name, **entry.frame()})

    def add(self, nick: str, outlet: Outlet) -> None:
        """Takes a member in: the others are told first, then it gets what is published (ROOM-3)."""
        self.nicks.add(nick)
        limit = self._settings.presence_members
        if not self._is_big:
            if 0 < limit < len(self.nicks):
                self._become(True)
            else:
                self._fanout.publish(self.name, {"type": "member_joined", "room": self.name, "nick": nick})
        self._fanout.join(self.name, outlet)
        self.outlets.add(outlet)

    def added(self) -> None:
        """The newcomer has its `joined`; where sizes are told it hears of itself too."""
        if self._is_big:
            self._size_changed()

    def mute(self, outlet: Outlet) -> None:
        """From now on this member gets nothing of the room, though it still counts as there."""
        self._fanout.leave(self.name, outlet)
        self.outlets.discard(outlet)

    def remove(self, nick: str, reason: str) -> None:
        """Takes a muted member out and tells the rest."""
        self.nicks.remove(nick)
        if not self._is_big:
            frame: Frame = {"type": "member_left", "room": self.name, "nick": nick, "reason": reason}
            self._fanout.publish(self.name, frame)
        elif len(self.nicks) * 2 <= self._settings.presence_members:
            self._become(False)
        else:
            self._size_changed()

    def rename(self, before: str, now: str) -> None:
        """A member has another nick; telling it is the caller's, since rooms share it (NICK-4)."""
        self.nicks.remove(before)
        self.nicks.add(now)

    def _become(self, is_big: bool) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        self._is_stale = False
        self._is_big = is_big
        frame = {"type": "presence", "room": self.name, "mode": self.presence, "members": len(self.nicks)}
        self._fanout.publish(self.name, frame)
        if is_big:
            self._pause()

    def _size_changed(self) -> None:
        if self._cancel is not None:
            self._is_stale = True
            return
        self._fanout.publish(self.name, {"type": "room_size", "room": self.name, "members": len(self.nicks)})
        self._pause()

    def _pause(self) -> None:
        self._cancel = self._settings.call_later(_ROOM_SIZE_INTERVAL_S, self._resume)

    def _resume(self) -> None:
        self._cancel = None
        if self._is_stale:
            self._is_stale = False
            self._size_changed()
