"""The chat: sessions, nicks, rooms and messages (sections 3 to 8). No clock of its own, no sockets, no framework.

It is called by one thread at a time and never calls back before a call of it returns. It is long (above 300 lines)
because every request works on the same nicks and rooms.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from hubbub import json_text
from hubbub.errors import Frame, error_frame
from hubbub.history import History, message_frames
from hubbub.limits import Limits
from hubbub.names import is_reserved_nick, nick_key
from hubbub.outlet import Fanout, Outlet
from hubbub.requests import PROTOCOL_VERSION
from hubbub.room import CallLater, Room, SortedNames

_T = TypeVar("_T")
_LONGEST_NAME = "x" * 128


class Client:
    """One client of the chat, welcomed or not."""

    __slots__ = ("outlet", "rooms", "is_welcomed", "is_over", "has_left", "token", "nick", "key")

    def __init__(self, outlet: Outlet) -> None:
        self.outlet = outlet
        self.rooms: dict[str, Room] = {}
        self.is_welcomed = False
        self.is_over = False
        self.has_left = False
        self.token = ""
        self.nick = ""
        self.key = ""


class Chat:
    """All clients and rooms of this process. `now_ms` is the clock of SAY-2."""

    def __init__(
        self,
        *,
        limits: Limits,
        server: dict[str, str],
        features: list[str],
        fanout: Fanout,
        call_later: CallLater,
        now_ms: Callable[[], int],
    ) -> None:
        self.fanout = fanout
        self.call_later = call_later
        self.rooms: dict[str, Room] = {}
        self.clients: dict[str, Client] = {}
        """The welcomed clients by the key of their nick (NICK-2)."""
        self._limits = limits
        self._server = server
        self._features = features
        self._now_ms = now_ms
        self._history = History(limits.history_size, limits.history_rooms)
        self._room_names = SortedNames()
        self._requests: dict[str, Callable[[Client, Frame], str | None]] = {
            "rename": self._rename,
            "join": self._join,
            "leave": self._leave,
            "who": self._who,
            "rooms": self._list_rooms,
            "say": self._say,
            "direct": self._direct,
            "history": self._read_history,
        }

    @property
    def presence_members(self) -> int:
        """The limit above which a room tells its size alone (ROOM-8)."""
        return self._limits.presence_members

    def handle(self, client: Client, request: Frame) -> None:
        """Answers one request (ORDER-2); `ping` and `pong` are the connection's."""
        if client.is_over:
            return
        kind = request["type"]
        refusal: str | None
        if kind == "hello":
            refusal = self._hello(client, request)
        elif kind == "bye":
            # The rooms are left first, so that nothing of them can come after `closing` (section 9).
            self.closed(client, "left")
            client.outlet.bye(request.get("ref"))
            return
        elif not client.is_welcomed:
            refusal = "hello_required"
        else:
            refusal = self._requests[kind](client, request)
        if refusal is not None:
            client.outlet.send(error_frame(refusal, ref=request.get("ref")))

    def closed(self, client: Client, reason: str) -> None:
        """The client is known to be gone: it leaves its rooms, once, and its nick is free (ROOM-5, NICK-3)."""
        client.is_over = True
        if client.has_left:
            return
        client.has_left = True
        for room in client.rooms.values():
            room.mute(client.outlet)
        for room in client.rooms.values():
            self._remove(room, client.nick, reason)
        client.rooms.clear()
        if client.is_welcomed and self.clients.get(client.key) is client:
            del self.clients[client.key]

    def _end(self, client: Client, code: str, **details: object) -> None:
        client.is_over = True
        client.outlet.end(code, **details)

    def _hello(self, client: Client, request: Frame) -> str | None:
        if request["version"] != PROTOCOL_VERSION:
            self._end(client, "unsupported_version", ref=request.get("ref"), supported=[PROTOCOL_VERSION])
            return None
        if client.is_welcomed:
            return "already_welcomed"
        nick = request["nick"]
        if is_reserved_nick(nick):
            return "nick_taken"
        key = nick_key(nick)
        holder = self.clients.get(key)
        if holder is not None:
            session = request.get("session")
            if session is None or not secrets.compare_digest(session.encode(), holder.token.encode()):
                return "nick_taken"
            self._end(holder, "replaced")
            self.closed(holder, "replaced")
        client.is_welcomed = True
        client.nick, client.key, client.token = nick, key, secrets.token_urlsafe(18)
        self.clients[key] = client
        client.outlet.send(
            {
                "type": "welcome",
                **_ref(request),
                "version": PROTOCOL_VERSION,
                "server": self._server,
                "nick": nick,
                "session": client.token,
                "limits": self._limits.on_the_wire(),
                "features": self._features,
            }
        )
        return None

    def _rename(self, client: Client, request: Frame) -> str | None:
        before, now = client.nick, request["nick"]
        reply: Frame = {"type": "renamed", **_ref(request), "from": before, "to": now}
        if now == before:
            client.outlet.send(reply)
            return None
        key = nick_key(now)
        if is_reserved_nick(now) or self.clients.get(key, client) is not client:
            return "nick_taken"
        del self.clients[client.key]
        client.nick, client.key = now, key
        self.clients[key] = client
        others: set[Outlet] = set()
        for room in client.rooms.values():
            room.rename(before, now)
            others |= room.outlets
        others.discard(client.outlet)
        client.outlet.send(reply)
        if others:
            self.fanout.tell(others, {"type": "renamed", "from": before, "to": now})
        return None

    def _join(self, client: Client, request: Frame) -> str | None:
        name = request["room"]
        room = client.rooms.get(name)
        if room is not None:
            self._send_joined(client, room, request)
            return None
        if len(client.rooms) >= self._limits.max_rooms:
            return "too_many_rooms"
        room = self.rooms.get(name)
        if room is None:
            room = self.rooms[name] = Room(name, self, self._history.occupy(name))
            self._room_names.add(name)
        client.rooms[name] = room
        room.add(client.nick, client.outlet)
        self._send_joined(client, room, request)
        room.added()
        return None

    def _send_joined(self, client: Client, room: Room, request: Frame) -> None:
        retained, since = room.retained, request.get("since")
        frame: Frame = {
            "type": "joined",
            **_ref(request),
            "room": room.name,
            "seq": retained.last,
            "members": [],
            "complete": False,
            "presence": room.presence,
        }
        if since is not None and (since > retained.last or since < retained.last and since + 1 < retained.oldest):
            frame["gap"] = True
        if room.presence == "each":
            frame["members"], frame["complete"] = self._take(room.nicks.after(None), frame)
        client.outlet.send(frame)
        entries = [] if since is None else retained.read(after=since)
        if entries:
            client.outlet.send_all(message_frames(room.name, entries))

    def _leave(self, client: Client, request: Frame) -> str | None:
        room = client.rooms.pop(request["room"], None)
        if room is None:
            return "not_joined"
        room.mute(client.outlet)
        client.outlet.send({"type": "left", **_ref(request), "room": room.name})
        self._remove(room, client.nick, "left")
        return None

    def _remove(self, room: Room, nick: str, reason: str) -> None:
        room.remove(nick, reason)
        if len(room.nicks) == 0:
            del self.rooms[room.name]
            self._room_names.remove(room.name)
            self._history.vacate(room.name)

    def _who(self, client: Client, request: Frame) -> str | None:
        room = self.rooms.get(request["room"])
        frame: Frame = {"type": "members", **_ref(request), "room": request["room"], "members": [], "next": _LONGEST_NAME}
        nicks = () if room is None else room.nicks.after(request.get("after"))
        self._send_page(client, frame, "members", nicks, lambda nick: nick)
        return None

    def _list_rooms(self, client: Client, request: Frame) -> str | None:
        frame: Frame = {"type": "rooms", **_ref(request), "rooms": [], "next": _LONGEST_NAME}
        names = self._room_names.after(request.get("after"))
        rooms: Iterable[Frame] = ({"room": name, "members": len(self.rooms[name].nicks)} for name in names)
        self._send_page(client, frame, "rooms", rooms, lambda item: item["room"])
        return None

    def _send_page(
        self, client: Client, frame: Frame, member: str, items: Iterable[_T], name_of: Callable[[_T], str]
    ) -> None:
        page, is_all = self._take(items, frame)
        frame[member] = page
        if is_all:
            del frame["next"]
        else:
            frame["next"] = name_of(page[-1])
        client.outlet.send(frame)

    def _say(self, client: Client, request: Frame) -> str | None:
        room = client.rooms.get(request["room"])
        if room is None:
            return "not_joined"
        entry, is_duplicate = room.retained.append(client.nick, request["text"], request.get("id"), self._now_ms())
        if not is_duplicate:
            room.deliver(entry)
        if "ref" in request:
            said: Frame = {"type": "said", "ref": request["ref"], "room": room.name, "seq": entry.seq, "at": entry.at}
            if is_duplicate:
                said["duplicate"] = True
            client.outlet.send(said)
        return None

    def _direct(self, client: Client, request: Frame) -> str | None:
        addressee = self.clients.get(nick_key(request["to"]))
        if addressee is None or addressee.is_over:
            return "no_such_nick"
        at = self._now_ms()
        frame: Frame = {"type": "direct", "from": client.nick, "to": addressee.nick, "text": request["text"]}
        if "id" in request:
            frame["id"] = request["id"]
        frame["at"] = at
        addressee.outlet.send(frame)
        if "ref" in request:
            client.outlet.send({"type": "said", "ref": request["ref"], "at": at})
        return None

    def _read_history(self, client: Client, request: Frame) -> str | None:
        room = client.rooms.get(request["room"])
        if room is None:
            return "not_joined"
        entries = room.retained.read(before=request.get("before"), limit=request.get("limit", 100))
        frame: Frame = {"type": "history", **_ref(request), "room": room.name, "messages": [], "more": False}
        # Where not all fit, the newest are kept: the next page is before them.
        newest, _ = self._take((entry.frame() for entry in reversed(entries)), frame)
        frame["messages"] = newest[::-1]
        oldest_seq = newest[-1]["seq"] if newest else room.retained.oldest
        frame["more"] = oldest_seq > room.retained.oldest
        client.outlet.send(frame)
        return None

    def _take(self, items: Iterable[_T], frame: Frame) -> tuple[list[_T], bool]:
        """Items while they fit into this frame, whose list is empty, and whether none was left (FRAME-8, WHO-2)."""
        left = self._limits.max_frame_bytes - len(json_text.encode(frame))
        taken: list[_T] = []
        for item in items:
            left -= len(json_text.encode(item)) + 1
            if left < 0 and taken:
                return taken, False
            taken.append(item)
        return taken, True


def _ref(request: Frame) -> dict[str, Any]:
    return {"ref": request["ref"]} if "ref" in request else {}
