"""Chat over asyncio's protocols: an object a client, called back for what happens to it, no task and no coroutine."""

from __future__ import annotations

import asyncio
from typing import cast

from hubbub.connection import Connection
from hubbub.definition import Definition
from hubbub.house import House
from hubbub.on_asyncio import AsyncioLoop, until_stopped
from hubbub.payload import Payload
from hubbub.process import ServerProcess, run_process, url_of


class ChatProtocol(asyncio.Protocol):
    """One client: asyncio calls the first five methods, the core the others."""

    remote_address: str
    _transport: asyncio.Transport
    _connection: Connection

    def __init__(self, house: House) -> None:
        self._house = house
        self._has_peer_ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        # A peer that is gone again before the accept has no address any more.
        self.remote_address = (transport.get_extra_info("peername") or ("gone",))[0]
        self._connection = self._house.connect(self)

    def data_received(self, data: bytes) -> None:
        self._connection.receive(data)

    def eof_received(self) -> bool:
        self._has_peer_ended = True
        self._connection.peer_ended()
        return True  # the transport stays: replies to what came before still leave (LINE-4)

    def resume_writing(self) -> None:
        self._connection.drained()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connection.closed()

    @property
    def buffered_bytes(self) -> int:
        return self._transport.get_write_buffer_size()

    def write(self, payload: Payload) -> None:
        self._transport.write(payload.lines)

    def pause(self) -> None:
        self._transport.pause_reading()

    def resume(self) -> None:
        self._transport.resume_reading()

    def close(self, code: int, reason: str) -> None:
        if self._has_peer_ended:
            self._transport.close()
            return
        try:
            self._transport.write_eof()  # after what is buffered; eof_received follows when the peer ends as well
            self._transport.resume_reading()
        except OSError:
            self._transport.abort()  # reset by the peer, which asyncio has not read yet

    def abort(self) -> None:
        self._transport.abort()


async def main(process: ServerProcess) -> None:
    """Listens until a signal comes."""
    loop = asyncio.get_running_loop()
    house = process.build(AsyncioLoop(process))
    config = process.config
    server = await loop.create_server(lambda: ChatProtocol(house), config.host, config.port, backlog=1_024)
    process.announce([("lines", url_of("tcp", server.sockets[0].getsockname()))])
    await until_stopped(process, server.close)


if __name__ == "__main__":
    run_process(Definition("py-asyncio-protocol", "asyncio"), lambda process: asyncio.run(main(process)))
