"""Chat over Tornado: a coroutine a client for lines, and a WebSocket handler beside it; one chat for both."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any, cast

import tornado
from hubbub.definition import Definition
from hubbub.house import HeldPlace, House, RefusedPlace
from hubbub.log import LogHandler
from hubbub.on_asyncio import AsyncioLoop, until_stopped
from hubbub.on_tornado import StreamTransport, StrictProtocol, is_upgrade_key
from hubbub.payload import Payload
from hubbub.process import ServerProcess, run_process, url_of
from hubbub.sockets import create_neighbours
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream, StreamClosedError
from tornado.tcpserver import TCPServer
from tornado.web import Application
from tornado.websocket import WebSocketClosedError, WebSocketHandler, WebSocketProtocol, WebSocketProtocol13

READ_BYTES = 65_536
REFUSAL_S = 1.0
SUBPROTOCOL = "hubbub.v1"


class LinesTransport(StreamTransport):
    """One client's stream of lines as the core wants it."""

    def write(self, payload: Payload) -> None:
        if not self.stream.closed():
            self.watch(self.stream.write(payload.lines))

    def close(self, code: int, reason: str) -> None:
        self.end_writing()


class LinesServer(TCPServer):
    """Tornado's TCP server: `handle_stream` is a client's whole life."""

    def __init__(self, house: House) -> None:
        super().__init__(read_chunk_size=READ_BYTES)
        self._house = house

    async def handle_stream(self, stream: IOStream, address: tuple[str, int]) -> None:
        transport = LinesTransport(stream, address[0])
        connection = transport.connection = self._house.connect(transport)
        try:
            while True:
                connection.receive(await stream.read_bytes(READ_BYTES, partial=True))
                # Tornado closes both ways at the peer's FIN, so replies have to leave before it is read (LINE-4).
                await asyncio.sleep(0)
                await transport.may_read.wait()
        except StreamClosedError:
            pass
        finally:
            connection.closed()


class SocketTransport(StreamTransport):
    """One client's WebSocket as the core wants it."""

    def __init__(self, handler: ChatSocket, stream: IOStream, address: str) -> None:
        super().__init__(stream, address)
        self._handler = handler

    def write(self, payload: Payload) -> None:
        try:
            for text in payload.texts:
                self.watch(self._handler.write_message(text))
        except WebSocketClosedError:
            pass  # the peer has closed; on_close follows

    def close(self, code: int, reason: str) -> None:
        self._handler.close(code, reason)


class ChatSocket(WebSocketHandler):
    """One WebSocket: upgrade, messages, end."""

    def initialize(self, server: SocketServer) -> None:
        stream: IOStream = getattr(self.request.connection, "stream")
        self._place = server.places[stream]
        self._origins = server.house.config.origins
        self._retry_after_s = -(-server.house.limits.retry_after_ms // 1_000)
        self._transport = SocketTransport(self, stream, self.request.remote_ip or "gone")

    async def get(self, *args: Any, **kwargs: Any) -> None:
        headers = cast(dict[str, str], self.request.headers)
        offered = headers.get("Sec-WebSocket-Protocol", "")
        if headers.get("Upgrade", "").lower() != "websocket":
            self.set_status(426)
            self.set_header("Upgrade", "websocket")
        elif not is_upgrade_key(headers.get("Sec-WebSocket-Key", "")):
            self.set_status(400)
        elif offered and SUBPROTOCOL not in [name.strip() for name in offered.split(",")]:
            self.set_status(400)
        elif self._place.is_refused:
            self.set_status(503)
            self.set_header("Retry-After", str(self._retry_after_s))
        else:
            await super().get(*args, **kwargs)
            return
        await self.finish()  # pyright: ignore[reportUnknownMemberType]
        self._transport.abort()

    def check_origin(self, origin: str) -> bool:
        return self._origins is None or origin in self._origins

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return SUBPROTOCOL if subprotocols else None

    def get_websocket_protocol(self) -> WebSocketProtocol | None:
        plain = super().get_websocket_protocol()
        return StrictProtocol(self, plain, self._fail) if isinstance(plain, WebSocketProtocol13) else None

    def open(self, *args: str, **kwargs: str) -> None:
        self.set_nodelay(True)
        self._transport.connection = self._place.open("websocket", self._transport)

    def on_message(self, message: str | bytes) -> Awaitable[Any] | None:
        connection = self._transport.connection
        connection.fail("binary") if isinstance(message, bytes) else connection.receive(message)
        # What is answered is awaited before the next message is read (FLOW-2).
        return self._transport.may_read.wait() if connection.is_paused else None

    def on_ping(self, data: bytes) -> None:
        self._transport.connection.heard()

    def on_pong(self, data: bytes) -> None:
        self._transport.connection.heard()

    def on_close(self) -> None:
        self._transport.connection.closed()

    def _fail(self, code: str) -> None:
        self._transport.connection.fail(code)


class SocketServer(HTTPServer):
    """Tornado's HTTP server; a place is taken at the accept and given back where no WebSocket came of it (CAP-1)."""

    def initialize(self, house: House) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        limits = house.limits
        handlers: list[Any] = [("/hubbub", ChatSocket, {"server": self})]
        application = Application(handlers, websocket_max_message_size=limits.max_frame_bytes)
        super().initialize(application)
        self.places: dict[IOStream, HeldPlace | RefusedPlace] = {}
        self.house = house

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        place = self.places[stream] = self.house.admit(address[0], stream.close)
        if place.is_refused:
            asyncio.get_running_loop().call_later(REFUSAL_S, stream.close)
        super().handle_stream(stream, address)  # pyright: ignore[reportUnknownMemberType]

    def on_close(self, server_conn: object) -> None:
        place = self.places.pop(getattr(server_conn, "stream"), None)
        if place is not None and place.connection is None:
            place.release()
        super().on_close(server_conn)


async def main(process: ServerProcess) -> None:
    """Listens until a signal comes."""
    logging.getLogger("tornado").addHandler(LogHandler(process.log))
    house = process.build(AsyncioLoop(process))
    lines, sockets = LinesServer(house), SocketServer(house)
    first, second = create_neighbours(process.config)
    lines.add_socket(first)
    sockets.add_socket(second)
    endpoints = [
        ("lines", url_of("tcp", first.getsockname())),
        ("websocket", url_of("ws", second.getsockname(), "/hubbub")),
    ]
    process.announce(endpoints)

    def stop_accepting() -> None:
        lines.stop()
        sockets.stop()

    await until_stopped(process, stop_accepting)


if __name__ == "__main__":
    definition = Definition("py-tornado", f"tornado {tornado.version}", ("lines", "websocket"))
    run_process(definition, lambda process: asyncio.run(main(process)))
