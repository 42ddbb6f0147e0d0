"""What Tornado leaves open and the protocol asks for: how much a stream holds, and a close frame for each fault (WS-2, WS-6)."""
# pyright: reportPrivateUsage=false
# Tornado has no public name for any of it.

from __future__ import annotations

import asyncio
import base64
import socket
from collections.abc import Callable
from typing import Any, cast

from hubbub.connection import Connection
from tornado.iostream import IOStream, StreamClosedError
from tornado.websocket import WebSocketHandler, WebSocketProtocol13

_DISCARD_BYTES = 65_536
_HIGH_WATER_BYTES = 65_536
_MASKED = 0x80


class StreamTransport:
    """What one client's transport does the same whatever the binding; the rest of `Transport` is the subclass's."""

    connection: Connection

    def __init__(self, stream: IOStream, address: str) -> None:
        self.remote_address = address
        self.may_read = asyncio.Event()
        self.may_read.set()
        self.stream = stream
        self._is_watching = False

    @property
    def buffered_bytes(self) -> int:
        """See `Transport`."""
        return 0 if self.stream.closed() else self.stream._total_write_index - self.stream._total_write_done_index

    def pause(self) -> None:
        """See `Transport`; whoever reads waits for `may_read`."""
        self.may_read.clear()

    def resume(self) -> None:
        """See `Transport`."""
        self.may_read.set()

    def abort(self) -> None:
        """See `Transport`."""
        self.stream.close()

    def watch(self, sent: asyncio.Future[None]) -> None:
        """Takes note of how a write ends; of a client that reads slowly, tells the core when this one has left."""
        if not self._is_watching and self.buffered_bytes > _HIGH_WATER_BYTES:
            self._is_watching = True
            sent.add_done_callback(self._drained)
        else:
            sent.add_done_callback(_forget)

    def end_writing(self) -> None:
        """Our FIN after what was written. Tornado has no half-close; a write of nothing tells when all before it has left."""
        if not self.stream.closed():
            self.stream.write(b"").add_done_callback(self._end)

    def _drained(self, sent: asyncio.Future[None]) -> None:
        _forget(sent)
        self._is_watching = False
        self.connection.drained()

    def _end(self, _sent: asyncio.Future[None]) -> None:
        try:
            if self.stream.socket is not None:
                self.stream.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.stream.close()  # reset by the peer


def _forget(sent: asyncio.Future[None]) -> None:
    """A write to a peer that has gone is no event, and asyncio would log a failure that nobody looked at."""
    if not sent.cancelled():
        sent.exception()


class _Fault(Exception):
    """The peer broke the framing of RFC 6455, or sent what is no text."""


class StrictProtocol(WebSocketProtocol13):
    """Tornado drops a faulty peer without a word; this tells `on_fault`, which closes, and lets the peer read why."""

    def __init__(self, handler: WebSocketHandler, plain: WebSocketProtocol13, on_fault: Callable[[str], None]) -> None:
        super().__init__(handler, False, plain.params)
        self._on_fault = on_fault
        self._fault = "protocol"
        self._is_header_next = True

    def close(self, code: int | None = None, reason: str | None = None) -> None:
        if code == 1009 and str(reason).startswith("message too big"):
            self._fault = "frame_too_large"  # Tornado's own close, behind which it drops the peer at once
        else:
            super().close(code, reason)

    def _abort(self) -> None:
        # Once we have closed it is a peer that does not answer; before that it is a fault of the peer.
        stream = cast(IOStream | None, self.stream)
        if stream is None or stream.closed() or self.server_terminated:
            super()._abort()
        else:
            raise _Fault

    def _handle_message(self, opcode: int, data: bytes) -> Any:
        if opcode == 0x1:
            self._fault = "invalid_utf8"
        if opcode == 0x8 and not _is_close_payload(data):
            raise _Fault
        return super()._handle_message(opcode, data)

    async def _read_bytes(self, n: int) -> bytes:
        data = await super()._read_bytes(n)
        if self._is_header_next:
            self._is_header_next = False
            if not data[1] & _MASKED:
                raise _Fault  # Tornado would take it
        return data

    async def _receive_frame_loop(self) -> None:
        try:
            while not self.client_terminated:
                self._fault = "protocol"
                self._is_header_next = True
                await self._receive_frame()
        except StreamClosedError:
            pass
        except _Fault:
            self._on_fault(self._fault)
            await self._discard()
        self.handler.on_ws_connection_close(self.close_code, self.close_reason)

    async def _discard(self) -> None:
        """Reads on until the peer has gone: unread bytes would turn our FIN into a reset."""
        try:
            while True:
                await self.stream.read_bytes(_DISCARD_BYTES, partial=True)
        except StreamClosedError:
            pass


def is_upgrade_key(key: str) -> bool:
    """Whether a `Sec-WebSocket-Key` is the base64 of 16 bytes; Tornado takes any."""
    try:
        return len(base64.b64decode(key, validate=True)) == 16
    except ValueError:
        return False


def _is_close_payload(data: bytes) -> bool:
    """Whether a close frame holds nothing, or a code that may travel and a text."""
    if not data:
        return True
    code = int.from_bytes(data[:2], "big")
    is_code = len(data) >= 2 and (3_000 <= code < 5_000 or 1_000 <= code <= 1_011 and code not in (1_004, 1_005, 1_006))
    try:
        data[2:].decode()
    except UnicodeDecodeError:
        return False
    return is_code
