"""What servers that own their sockets share: the listener, and signals as one more socket that becomes readable."""

from __future__ import annotations

import signal
import socket
from typing import Any, Final

from hubbub.config import Config

_ATTEMPTS: Final = 20


def create_listener(config: Config, port: int | None = None) -> socket.socket:
    """A non-blocking listener on the configured address (STOP-2: bindable again at once). Raises OSError."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    address = (config.host, config.port if port is None else port)
    listener = socket.create_server(address, family=family, backlog=1_024)
    listener.setblocking(False)
    return listener


class PatientListener(socket.socket):
    """A listener for frameworks that do not expect `accept` to fail: out of descriptors, nobody is there (CAP-2)."""

    def accept(self) -> tuple[socket.socket, Any]:
        """See `socket.accept`."""
        try:
            return super().accept()
        except OSError as error:
            raise BlockingIOError from error


def create_neighbours(config: Config) -> tuple[PatientListener, PatientListener]:
    """Two listeners on the configured port and the next one; where any will do, on any two neighbours. Raises OSError."""
    for attempt in range(_ATTEMPTS):
        first = create_listener(config)
        try:
            second = create_listener(config, first.getsockname()[1] + 1)
        except (OSError, OverflowError):
            first.close()
            if config.port != 0 or attempt == _ATTEMPTS - 1:
                raise
        else:
            return PatientListener(fileno=first.detach()), PatientListener(fileno=second.detach())
    raise AssertionError


class SignalSocket:
    """SIGTERM and SIGINT, written into a socket by the interpreter; to be made in the main thread."""

    def __init__(self) -> None:
        self._sender, self._receiver = socket.socketpair()
        self._sender.setblocking(False)
        signal.set_wakeup_fd(self._sender.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: None)

    def fileno(self) -> int:
        """What a selector waits for."""
        return self._receiver.fileno()

    def read(self) -> bytes:
        """The numbers of the signals that came; waits for one, or for `wake`."""
        return self._receiver.recv(16).replace(b"\0", b"")

    def wake(self) -> None:
        """Makes `read` return though there was no signal; may be called from any thread."""
        self._sender.send(b"\0")
