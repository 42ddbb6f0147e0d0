"""One client from open to closed: what comes in is parsed, counted and handled in order; what goes out leaves through its
outbox. A framework calls `receive`, `drained`, `peer_ended`, `closed`; see `Transport` for what it is asked in return."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final, Protocol

from hubbub.chat import Client
from hubbub.errors import CLOSE_NORMAL, CLOSE_SHUTDOWN, Frame, error_frame
from hubbub.gate import RequestGate
from hubbub.lines import LinesDecoder, StreamError
from hubbub.liveness import Farewell, Liveness
from hubbub.loop import now_ms
from hubbub.outbox import Outbox
from hubbub.requests import Refusal, parse_request
from hubbub.transport import Transport

if TYPE_CHECKING:
    from hubbub.house import House

_EARLY: Final = frozenset(("hello", "ping", "pong", "bye"))
_REASONS: Final = {"bye": "left", "replaced": "replaced", "idle_timeout": "timeout", "server_full": "refused"}
_SHORT: Final = ("slow_consumer", "refused")
"""Who has little time to read why."""
_FAULTS: Final = {"binary": 1003, "protocol": 1002}


class Place(Protocol):
    """What a connection tells the one who let it in."""

    def welcomed(self) -> None:
        """`hello` was answered: the timer of HELLO-5 may rest."""

    def release(self) -> None:
        """The transport is gone."""


class _Messages:
    """The frames of a binding that a framework has cut already."""

    def __init__(self, max_frame_bytes: int) -> None:
        self._max_bytes = max_frame_bytes
        self._items: deque[str | StreamError] = deque()

    def push(self, message: Any) -> None:
        is_too_long = len(message) * 3 > self._max_bytes and len(message.encode()) > self._max_bytes
        self._items.append(StreamError("frame_too_large") if is_too_long else message)

    def next(self) -> str | StreamError | None:
        return self._items.popleft() if self._items else None


class Connection:
    """The core's side of one client."""

    def __init__(self, house: House, binding: str, transport: Transport, place: Place) -> None:
        limits = house.limits
        now = now_ms()
        self.transport = transport
        self.outbox = Outbox(transport, house.fanout, self, limits.max_outbox_bytes)
        self.is_paused = False
        """Whether the core wants nothing to be read now (FLOW-2)."""
        self._house = house
        self._place = place
        max_bytes = limits.max_frame_bytes
        self._inbox: Any = LinesDecoder(max_bytes) if binding == "lines" else _Messages(max_bytes)
        self._gate = RequestGate(limits, now)
        self._liveness = Liveness(self, house.deadlines, limits, now)
        self._client = Client(self.outbox)
        self._farewell: Farewell | None = None
        self._is_welcomed = False
        self._is_pumping = False
        self._is_over = False
        self._is_closed = False
        self._has_peer_ended = False

    def receive(self, data: bytes | str) -> None:
        """Takes bytes of the lines binding as they were read, or one text message of a WebSocket."""
        if self._is_over:
            return
        self._liveness.heard_ms = now_ms()
        self._inbox.push(data)
        self._pump()

    def heard(self) -> None:
        """Something came that is no frame, such as a WebSocket's ping (LIVE-2)."""
        self._liveness.heard_ms = now_ms()

    def drained(self) -> None:
        """What the transport holds is little or nothing again."""
        if not self._is_closed:
            self.outbox.drained()
            self._house.later.run()

    def peer_ended(self) -> None:
        """The peer sends nothing more: what it had sent is still answered (LINE-4)."""
        self._has_peer_ended = True
        self._pump()

    def fail(self, code: str) -> None:
        """The framework found the fault itself: `frame_too_large`, `invalid_utf8`, `binary` for a binary message, or
        `protocol` for a breach of its framing (CLOSE-1)."""
        if self._is_over:
            return
        if code in _FAULTS:
            self._finish(_FAULTS[code], code)
        else:
            self.outbox.end(code)
        self._house.later.run()

    def closed(self) -> None:
        """The transport is gone."""
        if self._is_closed:
            return
        self._is_closed = True
        self.outbox.dispose()
        if self._farewell is not None:
            self._farewell.stop()
        self._over("disconnected")
        self._house.later.run()
        self._place.release()

    def hello_timed_out(self) -> None:
        """No `hello` came in time (HELLO-5)."""
        self.outbox.end("hello_timeout")
        self._house.later.run()

    def shut_down(self) -> None:
        """Says that the server stops, and closes after all that was queued (STOP-1)."""
        retry_after_ms = self._house.limits.retry_after_ms
        self.outbox.send({"type": "closing", "reason": "shutdown", "retryAfterMs": retry_after_ms})
        self._finish(CLOSE_SHUTDOWN, "shutdown")

    # What the outbox and liveness tell. They may be inside a call of the chat, so the chat is called later.

    def evicted(self) -> None:
        if not self._is_over:
            self._house.counters.evicted += 1
            self._house.log.warn("slow consumer dropped", remoteAddress=self.transport.remote_address)
            self._over("slow_consumer")

    def ending(self, code: str) -> None:
        self._over(_REASONS.get(code, "disconnected"))

    def relieved(self) -> None:
        self._house.later.add(self._pump)

    def broken(self, error: Exception) -> None:
        self._house.log.fault("fault in a transport", error)
        self.outbox.dispose()
        self._over("disconnected")
        self.transport.abort()

    def wrote(self, frames: int) -> None:
        self._house.counters.delivered += frames

    def send_ping(self) -> None:
        self.outbox.send({"type": "ping"})

    def idle(self) -> None:
        self.outbox.end("idle_timeout")
        self._house.later.run()

    def taken_while_paused(self) -> int | None:
        return self.outbox.taken_bytes if self.is_paused else None

    def _pump(self) -> None:
        """Handles what was received, as long as the outbox keeps up."""
        if self._is_pumping or self._is_over:
            return
        self._is_pumping = True
        try:
            while not self._is_over and not self._is_blocked():
                item = self._inbox.next()
                if item is None:
                    self._set_paused(False)
                    if self._has_peer_ended:
                        self._finish(CLOSE_NORMAL, "end")
                    break
                self._handle_item(item)
                self._house.later.run()
        except Exception as error:  # SEC-1: whatever it is, it ends this client and nothing else
            self._house.log.fault("fault in handling a frame", error)
            self.outbox.end("internal")
        finally:
            self._is_pumping = False
        self._house.later.run()

    def _is_blocked(self) -> bool:
        """Whether the next frame must wait for own replies to leave (FLOW-2)."""
        if not self._is_welcomed and self._client.is_welcomed:
            self._is_welcomed = True
            self._place.welcomed()
        if not self.outbox.is_congested:
            return False
        self.outbox.wants_relief = True
        self._set_paused(True)
        return True

    def _set_paused(self, is_paused: bool) -> None:
        if is_paused == self.is_paused:
            return
        self.is_paused = is_paused
        if is_paused:
            self.transport.pause()
        else:
            self.transport.resume()

    def _finish(self, code: int, reason: str) -> None:
        """Closes without an error frame, after all that was queued."""
        self.outbox.finish(code, reason)
        self._over("disconnected")

    def _handle_item(self, item: str | StreamError) -> None:
        self._house.counters.received += 1
        if isinstance(item, StreamError):
            self.outbox.end(item.code)
            return
        request = parse_request(item, self._house.limits)
        if isinstance(request, Refusal):
            self._handle_refusal(request)
        else:
            self._handle_request(request)

    def _handle_request(self, request: Frame) -> None:
        self._gate.well_formed()
        kind = request["type"]
        if kind == "pong":
            return
        if kind == "ping":
            request["type"] = "pong"
            self.outbox.send(request)
            return
        if self._is_welcomed and kind != "hello" and kind != "bye":
            retry_after_ms = self._gate.take_token(now_ms())
            if retry_after_ms:
                self._refuse("rate_limited", ref=request.get("ref"), retryAfterMs=retry_after_ms)
                return
        self._house.chat.handle(self._client, request)

    def _handle_refusal(self, refusal: Refusal) -> None:
        code, field = refusal.code, refusal.field
        # Before welcome only bad_frame comes before hello_required (HELLO-1, HELLO-9).
        if not self._is_welcomed and code != "bad_frame" and refusal.type not in _EARLY:
            code, field = "hello_required", None
        self._gate.faulty(code)
        self._refuse(code, ref=refusal.ref, field=field)

    def _refuse(self, code: str, **extra: object) -> None:
        self.outbox.send(error_frame(code, **extra))
        if self._gate.is_exhausted:
            self.outbox.end("too_many_errors")

    def _over(self, reason: str) -> None:
        """The client is no longer one, whatever its transport still does. The chat hears of it once the stack is clear."""
        if self._is_over:
            return
        self._is_over = True
        self._liveness.stop()
        if not self._is_closed:
            taken = None if reason in _SHORT else lambda: self.outbox.taken_bytes
            self._farewell = Farewell(self._house.deadlines, self.transport.abort, taken)
            # What still comes is read and thrown away: unread bytes would turn our FIN into a reset.
            self._set_paused(False)
        self._house.later.add(lambda: self._house.chat.closed(self._client, reason))


class RefusedConnection(Connection):
    """A connection for which there is no place: it is told so and closed, and whatever it sends is thrown away (CAP-1)."""

    def __init__(self, house: House, binding: str, transport: Transport, place: Place) -> None:
        super().__init__(house, binding, transport, place)
        self.outbox.end("server_full", retryAfterMs=house.limits.retry_after_ms)
        house.fanout.flush()
        house.later.run()
