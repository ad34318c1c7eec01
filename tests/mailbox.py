"""A real SMTP server for tests: what the product sends is received, parsed and kept."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Dialogue


@dataclass
class Mailbox:
    """Letters in the order of arrival, and the address of the server that takes them."""

    host: str
    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    #: Recipients the server turns away with a permanent error.
    refused: set[str] = field(default_factory=set)

    def to(self, address: str) -> list[EmailMessage]:
        """The letters to one address."""
        return [letter for letter in self.letters if address in str(letter["To"])]


class _Receiver:
    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Dialogue, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.mailbox.refused:
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Dialogue, envelope: Envelope
    ) -> str:
        letter = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.mailbox.letters.append(letter)
        return "250 OK"


@contextmanager
def mailbox_on_loopback() -> Iterator[Mailbox]:
    """A server on a free port of 127.0.0.1, up inside the block."""
    box = Mailbox("127.0.0.1", _free_port())
    server = Controller(_Receiver(box), hostname=box.host, port=box.port)
    server.start()
    try:
        yield box
    finally:
        server.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
