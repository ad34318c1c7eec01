"""Settings of one installation, read from the environment and nowhere else.

Every setting is a field of `Config` with its unit; `docs/settings.md` lists them all and a test
compares the two. Regional figures (threshold, days, number of experts) are not settings: they
live in the profile, the rubric and the track.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

PREFIX = "ZNACHOK_"


class ConfigError(ValueError):
    """A setting is missing or makes no sense; the message says which and what to write."""


@dataclass(frozen=True)
class Config:
    """All settings; sizes are bytes, spans are minutes unless the name says otherwise."""

    data: Path = Path("data")
    database_url: str = ""
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    development: bool = False
    language: str = "ru"
    zone: str = "Asia/Yakutsk"
    upload_max_bytes: int = 20 * 1024 * 1024
    session_idle_minutes: int = 12 * 60
    session_days: int = 14
    invitation_days: int = 7
    reset_minutes: int = 60
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: bool = False
    mail_from: str = "znachok@localhost"
    proxies: int = 0
    worker: bool = True

    @property
    def files(self) -> Path:
        """The folder of uploaded and generated files."""
        return self.data / "files"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may travel over TLS only (true as soon as the base URL is https)."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **overrides: object) -> Config:
        """Build the settings from `ZNACHOK_*` variables; `overrides` win over the environment.

        Makes the data folder and, where none is set, a secret key that stays in it. Raises
        `ConfigError` for an unknown variable or a value of the wrong kind.
        """
        given = _read(os.environ if environ is None else environ)
        given.update({name: value for name, value in overrides.items() if value is not None})
        data = Path(str(given.get("data", cls.data))).resolve()
        data.mkdir(parents=True, exist_ok=True)
        given["data"] = data
        if not given.get("database_url"):
            given["database_url"] = f"sqlite:///{data / 'znachok.sqlite3'}"
        if not given.get("secret_key"):
            given["secret_key"] = _kept_secret(data / "secret.key")
        return cls(**given)  # type: ignore[arg-type]


def _read(environ: Mapping[str, str]) -> dict[str, object]:
    kinds = {field.name: type(field.default) for field in fields(Config)}
    given: dict[str, object] = {}
    for variable, text in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or name.startswith("test_"):
            continue
        if name not in kinds:
            known = ", ".join(PREFIX + known.upper() for known in kinds)
            raise ConfigError(f"{variable} is not a setting; the settings are: {known}")
        given[name] = _convert(variable, text, kinds[name])
    return given


def _convert(variable: str, text: str, kind: type) -> object:
    if kind is bool:
        return text.strip().lower() in {"1", "true", "yes", "on"}
    try:
        return kind(text)
    except (TypeError, ValueError):
        raise ConfigError(f"{variable}={text!r}: write a value of kind {kind.__name__}") from None


def _kept_secret(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
