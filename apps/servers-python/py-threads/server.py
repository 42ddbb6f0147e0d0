"""Chat with blocking calls: a thread a client, which reads, and a lock around the one chat."""

from __future__ import annotations

import selectors
import socket
import threading

from hubbub.connection import Connection
from hubbub.definition import Definition
from hubbub.house import House
from hubbub.on_threads import Engine
from hubbub.payload import Payload
from hubbub.process import ServerProcess, run_process, url_of
from hubbub.sockets import SignalSocket, create_listener

READ_BYTES = 65_536
ACCEPT_RETRY_S = 0.1


class Client:
    """One client's socket. Its thread reads; what a slow one does not take, a second thread writes for as long as needed."""

    connection: Connection

    def __init__(self, sock: socket.socket, address: str, engine: Engine) -> None:
        self.remote_address = address
        self._socket = sock
        self._engine = engine
        self._may_read = threading.Event()
        self._may_read.set()
        self._has_ended = threading.Event()
        self._is_ending = False
        self._is_writing = False
        self._out = bytearray()

    @property
    def buffered_bytes(self) -> int:
        return len(self._out)

    def write(self, payload: Payload) -> None:
        data = payload.lines
        if not self._out:
            data = data[self._send_at_once(data) :]
        if data:
            self._out += data
            if not self._is_writing:
                self._is_writing = True
                threading.Thread(target=self._write_all, daemon=True).start()

    def pause(self) -> None:
        self._may_read.clear()

    def resume(self) -> None:
        self._may_read.set()

    def close(self, code: int, reason: str) -> None:
        self._is_ending = True
        self._end_if_sent()

    def abort(self) -> None:
        try:
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the threads out of what they block in
        except OSError:
            pass
        self._has_ended.set()

    def read_all(self) -> None:
        """The thread of this client: from the first byte to the last, and then it clears up."""
        try:
            while data := self._socket.recv(READ_BYTES):
                self._engine.turn(lambda received=data: self.connection.receive(received))
                self._may_read.wait()
            self._engine.turn(self.connection.peer_ended)
            self._has_ended.wait()  # replies still leave (LINE-4)
        except OSError:
            self.abort()  # a reset, for instance
        self._socket.close()
        self._engine.turn(self.connection.closed)

    def _send_at_once(self, data: bytes) -> int:
        try:
            return self._socket.send(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return 0
        except OSError:
            return len(data)  # the reading thread hears of it too

    def _write_all(self) -> None:
        try:
            while self._is_writing:
                size = self._socket.send(self._out[:READ_BYTES])
                self._engine.turn(lambda sent=size: self._sent(sent))
        except OSError:
            self._has_ended.set()

    def _sent(self, size: int) -> None:
        del self._out[:size]
        self._is_writing = len(self._out) > 0
        if not self._is_writing:
            self.connection.drained()
            self._end_if_sent()

    def _end_if_sent(self) -> None:
        if self._is_ending and not self._out:
            try:
                self._socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            self._has_ended.set()


class Door:
    """The accepting thread: lets in as many as there are threads for, and refuses the others at once (CAP-1)."""

    def __init__(self, house: House, engine: Engine, listener: socket.socket) -> None:
        self.selector = selectors.DefaultSelector()
        self._house = house
        self._engine = engine
        self._listener = listener
        self.selector.register(listener, selectors.EVENT_READ, self._accept)

    def _accept(self) -> None:
        try:
            sock, address = self._listener.accept()
        except BlockingIOError:
            return
        except OSError:
            threading.Event().wait(ACCEPT_RETRY_S)  # out of descriptors (CAP-2)
            return
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._engine.turn(lambda: self._admit(sock, address[0]))

    def _admit(self, sock: socket.socket, address: str) -> None:
        client = Client(sock, address, self._engine)
        place = self._house.admit(address, client.abort)
        client.connection = place.open("lines", client)
        if place.is_refused:
            self.selector.register(sock, selectors.EVENT_READ, lambda: self._see_off(sock, client))
            return
        try:
            threading.Thread(target=client.read_all, daemon=True).start()
        except RuntimeError:  # the system has no thread left, whatever our own cap is
            sock.close()
            client.connection.closed()

    def _see_off(self, sock: socket.socket, client: Client) -> None:
        """Throws away what comes from one who was refused and has no thread, to the last byte."""
        try:
            is_over = sock.recv(READ_BYTES, socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return
        except OSError:
            is_over = True
        if is_over:
            self.selector.unregister(sock)
            sock.close()
            self._engine.turn(client.connection.closed)


def serve(process: ServerProcess) -> None:
    """Listens until a signal comes."""
    threading.stack_size(1_048_576)  # of address space; a page of it is used when it is touched
    engine = Engine()
    house = process.build(engine)
    listener = create_listener(process.config)
    door = Door(house, engine, listener)
    signals = SignalSocket()
    stopped = threading.Event()

    def stop_accepting() -> None:
        door.selector.unregister(listener)
        listener.close()

    def signalled() -> None:
        for _ in signals.read():
            engine.turn(lambda: process.stop(stop_accepting, lambda: stopped.set() or signals.wake()))

    door.selector.register(signals, selectors.EVENT_READ, signalled)
    engine.turn(lambda: process.announce([("lines", url_of("tcp", listener.getsockname()))]))
    while not stopped.is_set():
        for key, _events in door.selector.select():
            key.data()


if __name__ == "__main__":
    caps = {"max_connections": 64}
    run_process(Definition("py-threads", "threading", default_limits=caps), serve)
