"""The worker's side of the outbox: sends letters that are due and notes what became of them.

A letter's row was written in the transaction of its cause, so a rolled-back change sends nothing.
Sending happens under a lease; the Message-ID stands in the row, so that a repeat is recognised
as one.
"""

from __future__ import annotations

import logging
import re
import smtplib
import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, Final

import sqlalchemy as sa

from review import clock
from review.config import Config
from review.database import db, reading
from review.letters import Undeliverable, compose, render
from review.models.outbox import Letter, LetterState

__all__ = ["Undeliverable", "Unsure", "render", "resend", "send_due"]

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=10)
TIMEOUT_SECONDS: Final = 15
#: Waits after the first, second ... failed try; 12 tries over about three days.
WAITS: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 180, 360, 360, 720, 720, 1440)
)
KEPT_HERE: Final = "kept in the product: no mail server is set"
UNSURE: Final = "the mail server took the text and broke off without an answer"


class Unsure(Exception):
    """The server may have taken the letter; a repeat may arrive twice."""


def send_due(config: Config, limit: int = 20) -> int:
    """Send letters that are due; says how many were tried.

    Without a mail server they wait, but in a demo season they count as delivered to the demo
    mailbox. Commits after each letter.
    """
    if not config.smtp_host and not config.demo:
        return 0
    if not config.smtp_host:
        return _keep_here()
    claimed = _claim(limit)
    ends = clock.now() + LEASE / 2
    with _Postman(config) as postman:  # connects only when the first letter is handed over
        for letter in claimed:
            if clock.now() < ends:
                _send_one(postman, letter, config)
    return len(claimed)


def resend(letter: Letter) -> None:
    """Queue a letter again at a person's wish, with all its tries."""
    letter.state, letter.tries, letter.error = LetterState.QUEUED, 0, ""
    letter.next_try_at, letter.leased_until = clock.now(), None
    db.session.flush()


class _Postman:
    """One connection to the mail server for a handful of letters; opened when first needed."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.server: smtplib.SMTP | None = None

    def __enter__(self) -> _Postman:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """Leave the server, politely if it still listens."""
        server, self.server = self.server, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def hand_over(self, message: EmailMessage) -> None:
        """Deliver to the server. Raises Undeliverable, Unsure, OSError or SMTPException."""
        server = self.server = self.server or self._connected()
        sender, reader = parseaddr(str(message["From"]))[1], str(message["To"])
        options = [] if reader.isascii() else ["SMTPUTF8"]
        if options and not server.has_extn("smtputf8"):
            raise Undeliverable("the mail server does not take addresses outside of ASCII")
        _expect(server.mail(sender, options), 250)
        code, reply = server.rcpt(reader)
        if 500 <= code < 600:
            server.rset()
            raise Undeliverable(f"{code} {_text(reply)}")
        _expect((code, reply), 250, 251)
        _expect(server.docmd("DATA"), 354)
        _put_text(server, message.as_bytes())

    def _connected(self) -> smtplib.SMTP:
        config = self.config
        context = ssl.create_default_context()
        host, port = config.smtp_host, config.smtp_port
        if config.smtp_tls and port == 465:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        server.ehlo_or_helo_if_needed()
        if config.smtp_tls and port != 465:
            server.starttls(context=context)
            server.ehlo()
        if config.smtp_user:
            server.login(config.smtp_user, config.smtp_password)
        return server


def _put_text(server: smtplib.SMTP, content: bytes) -> None:
    """Send the text; from its last dot on, silence does not mean that it was not taken."""
    body = re.sub(rb"(?m)^\.", b"..", content)
    server.send(body if body.endswith(b"\r\n") else body + b"\r\n")
    try:
        server.send(b".\r\n")
        answer = server.getreply()
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise Unsure(UNSURE) from error
    _expect(answer, 250)


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    if answer[0] not in codes:
        raise smtplib.SMTPResponseException(answer[0], _text(answer[1]))


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply


def _due(moment: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        Letter.state == LetterState.QUEUED,
        Letter.next_try_at <= moment,
        sa.or_(Letter.leased_until.is_(None), Letter.leased_until < moment),
    )


def _is_any_due(moment: datetime) -> bool:
    """Look before writing: an idle worker must not take the write lock every few seconds."""
    with reading():
        found = db.session.scalar(sa.select(Letter.id).where(_due(moment)).limit(1))
        db.session.rollback()
    return found is not None


def _keep_here() -> int:
    """Deliver all that is due to the demo mailbox, which shows the rows themselves."""
    moment = clock.now()
    if not _is_any_due(moment):
        return 0
    kept = db.session.execute(
        sa.update(Letter)
        .where(_due(moment))
        .values(state=LetterState.SENT, sent_at=moment, error=KEPT_HERE)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return int(kept.rowcount)  # type: ignore[attr-defined]


def _claim(limit: int) -> list[Letter]:
    """Take due letters under a lease in one statement, so that no two workers hold the same."""
    moment = clock.now()
    if not _is_any_due(moment):
        return []
    chosen = (
        sa.select(Letter.id)
        .where(_due(moment))
        .order_by(Letter.next_try_at, Letter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    ids = db.session.scalars(
        sa.update(Letter)
        .where(Letter.id.in_(sa.select(chosen.c.id)))
        .values(tries=Letter.tries + 1, leased_until=moment + LEASE)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    with reading():
        letters = db.session.scalars(
            sa.select(Letter).where(Letter.id.in_(ids)).order_by(Letter.id)
        ).all()
        db.session.expunge_all()
        db.session.rollback()
    return list(letters)


def _send_one(postman: _Postman, letter: Letter, config: Config) -> None:
    """Try one letter and write down what became of it."""
    try:
        postman.hand_over(compose(letter, config))
    except Undeliverable as error:
        _settle(letter, state=LetterState.FAILED, error=str(error))
    except Unsure as error:
        postman.hang_up()
        _after_silence(letter, error)
    except (OSError, smtplib.SMTPException) as error:
        postman.hang_up()
        _settle(letter, **_next_try(letter, error))
    except Exception as error:  # a template or fact that does not fit: keep it and go on
        log.exception("a letter could not be worded", extra={"letter_id": letter.id})
        _settle(letter, **_next_try(letter, error))
    else:
        _settle(letter, state=LetterState.SENT, sent_at=clock.now(), error="")


def _after_silence(letter: Letter, error: Unsure) -> None:
    """After the first silence it is tried once more; after the second a person decides.

    The reader then has the letter at most twice, with one Message-ID.
    """
    if letter.error == UNSURE:
        _settle(letter, state=LetterState.FAILED, error=f"{UNSURE}, twice")
    else:
        _settle(letter, next_try_at=clock.now() + WAITS[0], error=str(error))


def _next_try(letter: Letter, error: Exception) -> dict[str, Any]:
    said = f"{type(error).__name__}: {error}"[:500]
    if letter.tries > len(WAITS):
        return {"state": LetterState.FAILED, "error": said}
    return {"next_try_at": clock.now() + WAITS[letter.tries - 1], "error": said}


def _settle(letter: Letter, **values: Any) -> None:
    """Write the end of a try, unless another worker has taken the letter over meanwhile."""
    db.session.execute(
        sa.update(Letter)
        .where(
            Letter.id == letter.id,
            Letter.tries == letter.tries,
            Letter.state == LetterState.QUEUED,
        )
        .values(leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
