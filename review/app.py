"""The front door: builds the Flask application out of its rooms."""

from __future__ import annotations

import secrets
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, Domain, get_locale
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from review import clock, errors, languages, profiles, spoken, templating
from review.config import Config
from review.database import db, engine_options, prepare_engine, set_reading
from review.demo import day
from review.identity import Visitor, load

ROOT = Path(__file__).parent.parent
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Where each room's views live; every one of them offers a `blueprint`.
ROOMS = (
    "review.accounts.views",
    "review.programmes.views",
    "review.moderation.views",
    "review.talks.views",
    "review.scoring.views",
    "review.submissions.views",
    "review.registry.views",
    "review.public_check.views",
    "review.reports.views",
    "review.rubrics.views",
    "review.office.views",
)
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
csrf = CSRFProtect()


class Words(Domain):
    """Translations merged from one file per area instead of one compiled file."""

    def get_translations(self) -> object:
        """The catalogue of the language of this request."""
        locale = get_locale()
        return languages.translations(locale.language if locale else languages.LANGUAGES[0])


def create_app(config: Config | None = None) -> Flask:
    """The application for one installation; settings come from the environment by default."""
    config = config or Config.from_env()
    clock.set_zone(config.zone)
    clock.shift(day.offset(config))
    app = Flask("review", root_path=str(ROOT / "review"), template_folder=str(ROOT / "templates"))
    app.jinja_environment = spoken.Environment
    app.config.update(_flask_settings(config), ZNACHOK=config)
    app.url_map.converters["int"] = RowId
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=0
        )
    _open_database(app)
    _set_up_sign_in(app, config)
    babel = Babel(app, default_locale=config.language, locale_selector=_language)
    babel.__class__ = _OurBabel
    templating.set_up(app)
    errors.set_up(app)
    app.before_request(_begin_request)
    csrf.init_app(app)
    app.after_request(_harden)
    for room in ROOMS:
        app.register_blueprint(import_module(room).blueprint)
    if config.development:
        app.register_blueprint(import_module("review.styleguide").blueprint)
    return app


class RowId(IntegerConverter):
    """A number in an address; one that no row can have is the address of nothing."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)


class _OurBabel(Babel):
    """Flask-Babel with our merged catalogues."""

    @property
    def domain_instance(self) -> Domain:
        """The one domain of the product."""
        return _WORDS


_WORDS = Words()


def _flask_settings(config: Config) -> dict[str, object]:
    return {
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config.database_url),
        "SESSION_COOKIE_NAME": "__Host-znachok" if config.secure_cookies else "znachok",
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=config.session_days),
        # Somewhat too large a file still reaches its form, which refuses it and keeps the rest.
        "MAX_CONTENT_LENGTH": config.upload_max_bytes * 2 + 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_CHECK_DEFAULT": True,
        "TEMPLATES_AUTO_RELOAD": config.development,
    }


def _open_database(app: Flask) -> None:
    profiles.forget()  # what was read of another database in this process is not of this one
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)


def _set_up_sign_in(app: Flask, config: Config) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    idle = timedelta(minutes=config.session_idle_minutes)
    longest = timedelta(days=config.session_days)

    @manager.user_loader
    def _visitor(token: str) -> Visitor | None:
        return load(token, idle, longest)


def _begin_request() -> None:
    set_reading(request.method in SAFE_METHODS)
    g.request_id = secrets.token_hex(8)
    if "\0" in request.path or b"%00" in request.query_string:
        raise NotFound  # no database keeps such a sign, so nothing can have that address


def _language() -> str:
    chosen = request.cookies.get("language") if request else None
    return chosen if chosen in languages.LANGUAGES else languages.LANGUAGES[0]


def app_is_secure() -> bool:
    """Whether the installation is reached over TLS, whoever ends it."""
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _harden(response: Response) -> Response:
    headers = response.headers
    if response.location and urlsplit(response.location).netloc:
        # The router's redirect names the host the asker made up, in its page as well.
        response.location = urlunsplit(("", "", *urlsplit(response.location)[2:]))
        response.set_data(b"")
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure or app_is_secure():
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "static":
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        headers["Cache-Control"] = "no-store"  # Flask's own word for a download is weaker
    return response
