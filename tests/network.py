"""The tests' fence: sockets reach this machine and nothing else."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class NetworkForbidden(RuntimeError):
    """A test tried to reach a machine other than this one."""


def is_local(address: Any) -> bool:
    """Whether a socket address (a path, or host and port) belongs to this machine."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def loopback_only() -> Iterator[None]:
    """Inside the block every socket refuses to connect or send to anywhere else."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _fenced(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _fenced_names(socket.getaddrinfo))
        yield


def _fenced(method: Callable[..., Any]) -> Callable[..., Any]:
    def fenced(self: socket.socket, address: Any) -> Any:
        if not is_local(address):
            raise NetworkForbidden(f"a test tried to reach {address!r}")
        return method(self, address)

    return fenced


def _fenced_names(function: Callable[..., Any]) -> Callable[..., Any]:
    def fenced(host: Any, port: Any, *arguments: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not is_local((name, port)):
            raise NetworkForbidden(f"a test tried to find {name!r}")
        return function(host, port, *arguments, **named)

    return fenced
