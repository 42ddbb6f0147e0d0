"""Chat over circuits: a component that handles events and fires others; a write and a task of the core are events too."""
# pyright: basic
# circuits comes without types.

from __future__ import annotations

import signal
import socket

import circuits
from circuits import Event, Timer, handler
from circuits.core.pollers import EPoll
from circuits.net.events import close, write
from circuits.net.sockets import TCPServer
from hubbub.connection import Connection
from hubbub.definition import Definition
from hubbub.loop import Task
from hubbub.payload import Payload
from hubbub.process import ServerProcess, run_process, url_of
from hubbub.sockets import create_listener

LOW_WATER_BYTES = 16_384


class do(Event):
    """Runs a task of the core."""


class Client:
    """One client's socket as the core wants it; what it does becomes events of the server."""

    connection: Connection

    def __init__(self, sock: socket.socket, address: str, server: ChatServer) -> None:
        self.remote_address = address
        self.buffered_bytes = 0
        self.is_ending = False
        self.has_peer_ended = False
        self._socket = sock
        self._server = server

    def write(self, payload: Payload) -> None:
        self.buffered_bytes += len(payload.lines)
        self._server.fire(write(self._socket, payload.lines))

    def pause(self) -> None:
        self._server.poller.removeReader(self._socket)

    def resume(self) -> None:
        if not self.has_peer_ended and not self._server.poller.isReading(self._socket):
            self._server.poller.addReader(self._server, self._socket)

    def close(self, code: int, reason: str) -> None:
        self.is_ending = True
        self.end_if_sent()

    def abort(self) -> None:
        self._server.drop(self._socket)

    def end_if_sent(self) -> None:
        """Our FIN after the last byte; circuits itself only knows how to close both ways."""
        if not self.is_ending or self.buffered_bytes > 0:
            return
        if self.has_peer_ended:
            self._server.fire(close(self._socket))
            return
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.abort()


class ChatServer(TCPServer):
    """The component: circuits' server with handlers for its events, and its poller and timers as the core's loop."""

    def __init__(self, process: ServerProcess) -> None:
        self.listener = create_listener(process.config)
        super().__init__(self.listener)
        self.poller = EPoll().register(self)
        self._process = process
        self._house = process.build(self)
        self._clients_by_socket: dict[socket.socket, Client] = {}

    def call_soon(self, task: Task) -> None:
        self.fire(do(task))

    def call_later(self, seconds: float, task: Task) -> Task:
        timer = Timer(seconds, do(task), self.channel).register(self)

        def cancel() -> None:
            timer.unregister()

        return cancel

    @handler("do")
    def _do(self, task: Task) -> None:
        task()

    @handler("ready")
    def _announce(self, _server: TCPServer, _address: object) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._signalled)
        self._process.announce([("lines", url_of("tcp", self.listener.getsockname()))])

    @handler("connect")
    def _welcome(self, sock: socket.socket, host: str, *_port: int) -> None:
        client = self._clients_by_socket[sock] = Client(sock, host, self)
        client.connection = self._house.connect(client)

    @handler("read")
    def _receive(self, sock: socket.socket, data: bytes) -> None:
        client = self._clients_by_socket.get(sock)
        if client is not None:
            client.connection.receive(data)

    @handler("disconnect")
    def _forget(self, sock: socket.socket) -> None:
        client = self._clients_by_socket.pop(sock, None)
        if client is not None:
            client.connection.closed()

    @handler("exception", channel="*")
    def _log_fault(self, _type: type, value: BaseException, _traceback: object, **_more: object) -> None:
        self._process.log.fault("fault in a handler", value)

    @handler("stop_asked")
    def _stop_gracefully(self) -> None:
        self._process.stop(lambda: self.drop(self.listener), self.stop)

    def drop(self, sock: socket.socket) -> None:
        """Closes a socket and forgets what was to be written to it."""
        self._buffers.pop(sock, None)
        self.fire(close(sock))

    def _signalled(self, _number: int, _frame: object) -> None:
        self.fire(Event.create("stop_asked"))
        self.poller.resume()  # the poller goes on waiting after a signal unless there is something to read

    def _read(self, sock: socket.socket) -> None:
        """circuits closes both ways at a peer's FIN; the core is asked first, so that replies still leave (LINE-4)."""
        client = self._clients_by_socket.get(sock)
        try:
            is_end = client is not None and sock.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            is_end = False  # circuits deals with it
        if client is None or not is_end:
            super()._read(sock)
            return
        self.poller.removeReader(sock)
        client.has_peer_ended = True
        client.connection.peer_ended()
        client.end_if_sent()

    @handler("write", override=True)
    def write(self, sock: socket.socket, data: bytes) -> None:
        """A write that was fired before its socket was closed has nowhere to go; circuits would tell the poller of it."""
        if sock.fileno() >= 0:
            super().write(sock, data)

    def _write(self, sock: socket.socket, data: bytes) -> None:
        """Counts what the kernel took of one write; what it did not take is first in the queue again."""
        before = len(self._buffers[sock])
        super()._write(sock, data)
        client = self._clients_by_socket.get(sock)
        if client is None or sock not in self._buffers:
            return
        is_left = len(self._buffers[sock]) > before
        was_full = client.buffered_bytes > LOW_WATER_BYTES
        client.buffered_bytes -= len(data) - (len(self._buffers[sock][0]) if is_left else 0)
        if was_full and client.buffered_bytes <= LOW_WATER_BYTES:
            client.connection.drained()
        client.end_if_sent()


if __name__ == "__main__":
    definition = Definition("py-circuits", f"circuits {circuits.__version__}")
    run_process(definition, lambda process: ChatServer(process).run())
