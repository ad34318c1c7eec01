"""What every template may use: the page's frame, dates and numbers in the reader's language."""

from __future__ import annotations

import gzip
import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from flask import Flask, Response, current_app, g, request, url_for
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from review import clock, spoken
from review.documents.uploads import formats_here
from review.languages import LANGUAGES
from review.wording import WORDERS, expert_label, hat_label, missing, refusal
from rubric.criteria import Criterion, Rubric
from workflows.calendar import days_in_stage
from workflows.machine import Offer
from workflows.roles import Role

STATIC = Path(__file__).parent / "static"
PACKED = (".css", ".js", ".mjs", ".svg")
THEMES = ("auto", "light", "dark")

#: Navigation by role: endpoint, label, icon.
NAVIGATION: dict[Role, tuple[tuple[str, Any, str], ...]] = {
    Role.TEACHER: (("programmes.desk", _l("My programmes"), "folder"),),
    Role.INTERNAL_EXPERT: (
        ("moderation.desk", _l("To check"), "inbox"),
        ("moderation.bank_page", _l("My wordings"), "book"),
    ),
    Role.MOC: (
        ("moderation.desk", _l("To moderate"), "inbox"),
        ("moderation.tracking", _l("All submissions"), "list"),
        ("moderation.bank_page", _l("My wordings"), "book"),
        ("reports.index", _l("Reports"), "chart"),
    ),
    Role.RMC: (
        ("moderation.desk", _l("To moderate"), "inbox"),
        ("moderation.tracking", _l("All submissions"), "list"),
        ("scoring.panel_list", _l("Experts"), "users"),
        ("moderation.bank_page", _l("My wordings"), "book"),
        ("reports.index", _l("Reports"), "chart"),
    ),
    Role.EXPERT: (
        ("scoring.desk", _l("My reviews"), "inbox"),
        ("moderation.bank_page", _l("My wordings"), "book"),
    ),
    Role.ADMINISTRATOR: (
        ("office.people", _l("People"), "users"),
        ("office.places", _l("Organisations"), "building"),
        ("office.profile", _l("Region profile"), "settings"),
        ("rubrics.index", _l("Rubrics"), "book"),
        ("office.seasons", _l("Seasons"), "calendar"),
        ("office.journal", _l("Journal"), "history"),
    ),
}


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation."""

    label: Any
    url: str
    icon: str
    current: bool
    count: int | None = None


class Page:
    """The frame of a page: who reads it, in which hat, language and theme. Built on demand."""

    @property
    def person(self) -> Any:
        """The signed-in visitor, or None."""
        return current_user if current_user.is_authenticated else None

    @property
    def hat(self) -> dict[str, Any] | None:
        """Label and place of the hat now worn."""
        worn = self.person.hat if self.person else None
        return _hat_words(worn, True) if worn else None

    @property
    def hats(self) -> list[dict[str, Any]]:
        """All hats of the person, to choose from."""
        if not self.person:
            return []
        return [_hat_words(hat, hat == self.person.hat) for hat in self.person.hats]

    @property
    def nav(self) -> list[NavItem]:
        """Navigation of the hat now worn."""
        items = NAVIGATION.get(self.person.hat.role, ()) if self.person and self.person.hat else ()
        here = _nearest([endpoint for endpoint, _label, _icon in items], request.endpoint)
        return [
            NavItem(label, url_for(endpoint), icon, endpoint == here)
            for endpoint, label, icon in items
        ]

    @property
    def language(self) -> str:
        """Code of the reader's language."""
        return str(_locale().language)

    @property
    def theme(self) -> str:
        """ "auto", "light" or "dark", from the reader's cookie."""
        chosen = request.cookies.get("theme", THEMES[0])
        return chosen if chosen in THEMES else THEMES[0]

    @property
    def large(self) -> bool:
        """Whether large type and high contrast were asked for."""
        return request.cookies.get("large") == "1"

    @property
    def demo(self) -> bool:
        """Whether this is the demo season."""
        return bool(current_app.config["ZNACHOK"].demo)

    @property
    def today(self) -> datetime:
        """The product's present moment."""
        return clock.now()

    @property
    def request_id(self) -> str:
        """What to quote to a person who keeps the installation running."""
        return str(g.get("request_id", ""))


def _nearest(offered: list[str], endpoint: str | None) -> str | None:
    """The line of the navigation this page belongs to: its own, or its room's first."""
    if endpoint in offered:
        return endpoint
    room = (endpoint or "").partition(".")[0]
    return next((one for one in offered if one.partition(".")[0] == room), None)


def _hat_words(hat: Any, current: bool) -> dict[str, Any]:
    return {
        "grant_id": hat.grant_id,
        "role": hat.role,
        "label": hat_label(hat.role),
        "place": hat.place,
        "current": current,
    }


def day(value: date | datetime | None, form: str = "d MMMM y") -> str:
    """A date in words: «6 июня 2023»; nothing for None."""
    if value is None:
        return ""
    local = value.astimezone(clock.zone()).date() if isinstance(value, datetime) else value
    return _day(local, form, _locale())


def moment(value: datetime | None, form: str = "d MMMM y, HH:mm") -> str:
    """A moment in the region's zone: «6 июня 2023, 14:05»; nothing for None."""
    if value is None:
        return ""
    return dates.format_datetime(value.astimezone(clock.zone()), form, locale=_locale())


def number(value: int | float | Decimal | Fraction | None, digits: int = 2) -> str:
    """A number with the reader's decimal sign and no idle zeros."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return _number(value, digits, _locale())


def _locale() -> Locale:
    return get_locale() or Locale.parse(LANGUAGES[0])


@lru_cache(maxsize=4096)
def _day(value: date, form: str, locale: Locale) -> str:
    return dates.format_date(value, form, locale=locale)


@lru_cache(maxsize=4096)
def _number(value: int | float | Decimal, digits: int, locale: Locale) -> str:
    return numbers.format_decimal(value, "#,##0." + "#" * digits, locale=locale)


def size(value: int | None) -> str:
    """Bytes as KB or MB."""
    if value is None:
        return ""
    if value < 1024 * 1024:
        return str(_l("%(n)s KB", n=number(max(1, round(value / 1024)))))
    return str(_l("%(n)s MB", n=number(Decimal(value) / (1024 * 1024), 1)))


def why(offer: Offer) -> list[str]:
    """Why a step is refused now, one sentence each; nothing for a live button."""
    return [refusal(reason.code, reason.params) for reason in offer.refusals]


def working_days(since: datetime) -> int:
    """Full working days since a moment."""
    zone = clock.zone()
    return _working_days(since.astimezone(zone).date(), clock.today(), zone)


@lru_cache(maxsize=4096)
def _working_days(since: date, today: date, zone: ZoneInfo) -> int:
    start, end = (datetime.combine(one, time(12), zone) for one in (since, today))
    return days_in_stage(start, end, zone)


def chair_marks(row: Any) -> list[dict[str, Any]]:
    """Experts' circles of a list row: points where they may be shown, words for each."""
    return [
        {
            "points": chair.points,
            "state": _chair_state(chair, row.threshold),
            "label": _chair_words(chair.place, chair.submitted, chair.points, _locale()),
        }
        for chair in row.chairs
    ]


def _chair_state(chair: Any, threshold: Decimal | None) -> str:
    if not chair.submitted:
        return "working"
    return "passed" if threshold is None or (chair.points or 0) >= threshold else "failed"


@lru_cache(maxsize=1024)
def _chair_words(place: int, submitted: bool, points: Decimal | None, _spoken: Locale) -> str:
    name = expert_label(place)
    if not submitted:
        return gettext("%(name)s: at work", name=name)
    return gettext("%(name)s: %(points)s points", name=name, points=number(points))


def rubric_words(text: Any) -> str:
    """A text of a rubric (with `ru` and `en`) in the reader's language."""
    return str(text.ru if _locale().language == "ru" else text.en)


def levels_of(criterion: Criterion) -> tuple[tuple[Any, str], ...]:
    """The points a criterion may be given with their meaning, the highest first."""
    scale = criterion.scale
    found = []
    for value in sorted(scale.values() or (), reverse=True):
        said = scale.words(value)
        found.append((value, rubric_words(said) if said else ""))
    return tuple(found)


def cells(columns: list[dict[str, Any]]) -> list[Markup]:
    """How the cell of each column begins, for long lists; the row writes `</div></td>` after it.

    The same as the macro `cell` of parts/tables.html, which costs a call for every cell.
    """
    begins = Markup('<td role="cell" data-label="{}" class="{}"><div>')
    kinds = {"main": "main-cell", "num": "num", "act": "act"}
    return [begins.format(one["label"], kinds.get(one.get("kind", ""), "")) for one in columns]


def missing_words(item: Any, rubric: Rubric) -> str:
    """What a sheet still lacks, with the criterion's title in the reader's language."""
    title = rubric.criterion(item.criterion_id).title
    words = title.ru if Page().language == "ru" else title.en
    return missing(item, {item.criterion_id: f"{item.criterion_id} {words}"})


def static_url(name: str) -> str:
    """Address of a static file with its fingerprint, so that browsers may keep it for a year."""
    return f"/static/{name}?v={_fingerprint(name)}"


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def new_form_key() -> str:
    """A fresh one-use key for a form that creates something."""
    return secrets.token_urlsafe(18)


def pack_static(response: Response) -> Response:
    """Send style sheets and scripts packed: a quarter of the weight on a weak line.

    Pages stay unpacked: the size of a packed page would help to guess the secrets in it.
    """
    name = (request.view_args or {}).get("filename", "")
    fits = request.endpoint == "static" and name.endswith(PACKED) and response.status_code == 200
    if not fits or request.method != "GET":
        return response
    response.headers.add("Vary", "Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0:
        response.direct_passthrough = False
        response.make_sequence()  # so that the file behind it is closed
        response.set_data(_packed(name, (STATIC / name).stat().st_mtime_ns))
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=64)
def _packed(name: str, changed: int) -> bytes:
    return gzip.compress((STATIC / name).read_bytes(), mtime=0)


def set_up(app: Flask) -> None:
    """Give the Jinja environment of `app` its globals and filters."""
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.do")
    environment.globals.update(
        page=Page(),
        static_url=static_url,
        csrf_token=generate_csrf,
        new_form_key=new_form_key,
        languages=LANGUAGES,
        why=why,
        missing_words=missing_words,
        working_days=working_days,
        chair_marks=chair_marks,
        cells=cells,
        rubric_words=rubric_words,
        levels_of=levels_of,
        document_formats=lambda: sorted(formats_here()),
        app_config=lambda: current_app.config["ZNACHOK"],
        **WORDERS,
    )
    app.after_request(pack_static)
    environment.filters.update(WORDERS)
    environment.filters.update(date=day, datetime=moment, number=number, size=size)
    if isinstance(environment, spoken.Environment):
        spoken.set_up(environment)
