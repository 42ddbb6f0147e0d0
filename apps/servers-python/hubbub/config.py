"""Where a process's configuration comes from, and which source comes first: flags, environment, stdin, defaults (PROC-1)."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn, cast

from hubbub.definition import Definition
from hubbub.errors import ConfigError
from hubbub.limits import WIRE_NAMES, Limits, resolve_limits
from hubbub.log import LEVELS

_FANOUT_MODES: Final = ("each", "native", "batched")
_MEMBERS: Final = frozenset(
    ("host", "port", "limits", "fanout", "adminPort", "tls", "auth", "origins", "store", "backplane")
)
_NOT_OFFERED: Final = ("tls", "auth", "store", "backplane")


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration that was checked and that the server can honour."""

    limits: Limits
    host: str
    port: int
    fanout: str
    admin_port: int | None
    origins: list[str] | None
    log_level: str


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"{message}; see --help")


def _parser(definition: Definition) -> argparse.ArgumentParser:
    parser = _Parser(prog=definition.name, description="A Hubbub chat server.", allow_abbrev=False)
    parser.add_argument("--config", metavar="-", help="read one JSON line of configuration on stdin")
    parser.add_argument("--host", help="the address to bind (127.0.0.1)")
    parser.add_argument("--port", help="the port to bind; 0: any free one (0)")
    parser.add_argument("--admin-port", help="the port of the admin endpoints; 0: any free one (none)")
    parser.add_argument("--fanout", help=f"how rooms are served: {', '.join(definition.fanout)}")
    parser.add_argument("--origins", help="allowed values of Origin, separated by commas (all)")
    parser.add_argument("--log-level", help=f"{', '.join(LEVELS)} (info)")
    for limit in dataclasses.fields(Limits):
        parser.add_argument(f"--{limit.name.replace('_', '-')}", help=f"{limit.metadata['says']} ({limit.default})")
    return parser


def read_config(
    definition: Definition, argv: Sequence[str], env: Mapping[str, str], read_line: Callable[[], str]
) -> Config:
    """Reads and checks the configuration; `read_line` is called for `--config -` alone. Raises ConfigError."""
    flags: dict[str, str | None] = vars(_parser(definition).parse_args(argv))
    given: dict[str, Any] = {}
    if flags["config"] is not None:
        if flags["config"] != "-":
            raise ConfigError('--config takes "-" (stdin) and nothing else')
        given = _parse(read_line)
    if not isinstance(given.get("limits", {}), dict):
        raise ConfigError('the configuration: member "limits" must be an object')
    limits: dict[str, object] = dict(given.get("limits", {}))
    for name, flag in flags.items():
        text = flag if flag is not None else env.get(f"HUBBUB_{name.upper()}")
        source = f"--{name.replace('_', '-')}" if flag is not None else f"HUBBUB_{name.upper()}"
        if text is None or name == "config":
            continue
        if name in WIRE_NAMES:
            limits[WIRE_NAMES[name]] = _whole(source, text)
        elif name in ("port", "admin_port"):
            given["port" if name == "port" else "adminPort"] = _whole(source, text)
        elif name == "origins":
            given[name] = [item for item in text.split(",") if item]
        else:
            given[name] = text
    log_level = given.pop("log_level", "info")
    if log_level not in LEVELS:
        raise ConfigError(f"--log-level must be one of {', '.join(LEVELS)}")
    _check(definition, given)
    return Config(
        limits=resolve_limits(limits, definition.default_limits),
        host=given.get("host", "127.0.0.1"),
        port=given.get("port", 0),
        fanout=given.get("fanout", definition.fanout[0]),
        admin_port=given.get("adminPort"),
        origins=given.get("origins"),
        log_level=log_level,
    )


def _whole(source: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise ConfigError(f"{source} must be a whole number, not {json.dumps(text)}")
    return int(text)


def _parse(read_line: Callable[[], str]) -> dict[str, Any]:
    try:
        value: Any = json.loads(read_line())
    except (ValueError, RecursionError):
        raise ConfigError("the configuration on stdin is not valid JSON") from None
    if not isinstance(value, dict):
        raise ConfigError("the configuration must be a JSON object")
    given = cast(dict[str, Any], value)
    for name in given:
        if name not in _MEMBERS:
            raise ConfigError(f'the configuration: unknown member "{name}"')
    return given


def _check(definition: Definition, given: Mapping[str, Any]) -> None:
    for name in _NOT_OFFERED:
        if name in given:
            raise ConfigError(f'"{name}" is configured, but {definition.name} does not offer it')
    host = given.get("host", "localhost")
    if not isinstance(host, str) or not host:
        raise ConfigError('the configuration: member "host" must be a string of at least one character')
    for name in ("port", "adminPort"):
        port = given.get(name, 0)
        if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= 65_535:
            raise ConfigError(f'the configuration: member "{name}" must be an integer from 0 to 65535')
    mode = given.get("fanout", definition.fanout[0])
    if mode not in _FANOUT_MODES:
        raise ConfigError(f'the configuration: member "fanout" must be one of {", ".join(_FANOUT_MODES)}')
    if mode not in definition.fanout:
        offered = ", ".join(definition.fanout)
        raise ConfigError(f'{definition.name} does not offer the fan-out "{mode}"; it offers {offered}')
    origins = given.get("origins", [])
    if not isinstance(origins, list) or not all(isinstance(origin, str) for origin in cast(list[Any], origins)):
        raise ConfigError('the configuration: member "origins" must be a list of strings')
    if "origins" in given and "websocket" not in definition.bindings:
        raise ConfigError(f'"origins" is configured, but {definition.name} serves no browsers')
