"""The floor: the same tasks with Flask, SQLAlchemy Core and one small template each, nothing else.

It opens the same database file with the same settings, finds the signed-in person with one
statement by the same cookie, checks the same CSRF token on every POST, reads the same rows and
shows the same columns. It has no layout, no translations, no rules of access but the owner's,
no working days. Its pages are not meant to be used; they say what the machine can do.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, abort, g, jsonify, redirect, render_template, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

from bench import bare_queries as queries
from bench.models import TEXTS
from review import clock
from review.config import Config
from review.database import db, engine_options, prepare_engine, set_reading
from review.documents.checks.dossier import Card
from review.documents.outcome import Ask, Outcome, params_to_json
from review.documents.storage import Store
from review.identity import digest
from review.models.programmes import Reading, StoredFile
from review.models.scoring import MarkRow, ScoreSheet
from review.models.submissions import Revision
from review.programmes import intake

PAGE = 50
LARGEST = 20 * 1024 * 1024
bare = Flask("bench", root_path=str(TEXTS.parent.parent.parent / "bench"))


def create_bare() -> Flask:
    """The bare application on the installation that the environment names."""
    config = Config.from_env()
    bare.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
        SESSION_COOKIE_NAME="znachok",
        WTF_CSRF_TIME_LIMIT=None,
        STORE=Store(config.files),
    )
    db.init_app(bare)
    with bare.app_context():
        prepare_engine(db.engine)
    CSRFProtect(bare)
    bare.jinja_env.globals["csrf_token"] = generate_csrf
    bare.jinja_env.trim_blocks = bare.jinja_env.lstrip_blocks = True
    return bare


@bare.before_request
def sign_in() -> None:
    """Who asks: one statement by the token of the session cookie."""
    set_reading(request.method == "GET")
    g.connection = db.engine.connect()
    if request.path.startswith("/registry"):
        return
    row = g.connection.execute(queries.signed_in(digest(session.get("_user_id", "")))).first()
    if row is None or row.ended_at or row.blocked_at:
        abort(404)
    g.person = row


@bare.teardown_request
def close(_error: BaseException | None) -> None:
    """Give the connection back."""
    connection = g.pop("connection", None)
    if connection is not None:
        connection.close()


def rows(query: Any) -> Any:
    """All rows of a statement."""
    return g.connection.execute(query).all()


@bare.get("/scoring/")
def todo() -> str:
    """The expert's to-do list."""
    found = rows(queries.seats_of(g.person.person_id, PAGE))
    return render_template("todo.html", rows=found)


@bare.get("/scoring/<number>")
def bench(number: str) -> str:
    """Document and rubric."""
    seat = g.connection.execute(queries.seat(number, g.person.person_id)).first()
    if seat is None:
        abort(404)
    marks = {one.criterion_id: one for one in rows(queries.marks([seat.sheet_id]))}
    html = seat.html.replace('src="image:', f'src="/submissions/{number}/images/{seat.revision}/')
    criteria = queries.rubric_of(g.connection, seat.rubric_version_id).criteria
    return render_template("bench.html", seat=seat, marks=marks, html=html, criteria=criteria)


@bare.post("/scoring/<number>/marks/<criterion_id>")
def save_mark(number: str, criterion_id: str) -> Any:
    """Save one criterion of the own open sheet."""
    seat = g.connection.execute(queries.seat_light(number, g.person.person_id)).first()
    if seat is None or seat.submitted_at:
        abort(404)
    version, moment = int(request.form["version"]), clock.now()
    changed = g.connection.execute(
        sa.update(MarkRow)
        .where(
            MarkRow.sheet_id == seat.sheet_id,
            MarkRow.criterion_id == criterion_id,
            MarkRow.version == version,
        )
        .values(
            points=Decimal(request.form["points"]),
            remark=request.form["remark"].strip(),
            changed_at=moment,
            version=version + 1,
        )
    )
    if changed.rowcount != 1:
        abort(409)
    g.connection.execute(
        sa.update(ScoreSheet)
        .where(ScoreSheet.id == seat.sheet_id)
        .values(saved_at=moment, version=ScoreSheet.version + 1)
    )
    points = [one.points for one in rows(queries.marks([seat.sheet_id])) if one.points is not None]
    g.connection.commit()
    return jsonify(version=version + 1, total=float(sum(points)), answered=len(points))


@bare.get("/moderation/all")
def tracking() -> str:
    """Fifty submissions with stage, round, points and remarks; and the counts of the views."""
    text = request.args.get("q", "").casefold().replace("ё", "е")
    found = rows(queries.submissions(text, PAGE + 1))[:PAGE]
    ids = [one.id for one in found]
    chairs: dict[Any, list[Any]] = {}
    for one in rows(queries.chairs(ids)):
        chairs.setdefault((one.submission_id, one.round), []).append(one)
    remarks = {one[0]: one for one in rows(queries.remarks(ids))}
    counts = g.connection.execute(queries.counts(text)).one()
    return render_template(
        "tracking.html", rows=found, chairs=chairs, remarks=remarks, counts=counts._mapping
    )


@bare.get("/submissions/<number>/rounds")
def rounds(number: str) -> str:
    """All sheets of a submission."""
    card = g.connection.execute(queries.card(number)).first()
    if card is None:
        abort(404)
    seats = rows(queries.sheets(card.id))
    marks: dict[int, dict[str, Any]] = {}
    for one in rows(queries.marks([seat.sheet_id for seat in seats])):
        marks.setdefault(one.sheet_id, {})[one.criterion_id] = one
    verdicts = rows(queries.verdicts(card.id))
    criteria = queries.rubric_of(g.connection, card.rubric_version_id).criteria
    return render_template(
        "rounds.html", card=card, seats=seats, marks=marks, verdicts=verdicts, criteria=criteria
    )


@bare.get("/reports/results.csv")
def export() -> Response:
    """The season's results."""
    points: dict[int, dict[int, Decimal]] = {}
    for one in rows(queries.export_points()):
        points.setdefault(one.submission_id, {})[one.place] = one.total
    counted = {one[0]: one for one in rows(queries.export_remarks())}
    refusals = dict(tuple(one) for one in rows(queries.export_refusals()))
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for one in rows(queries.export()):
        given, asked = points.get(one.id, {}), counted.get(one.id, (0, 0, 0))
        places = [given.get(place, "") for place in (1, 2, 3)]
        tail = [refusals.get(one.id, 0), asked[1], asked[2]]
        writer.writerow([*tuple(one)[1:], *places, *tail])
    return Response(buffer.getvalue(), mimetype="text/csv")


@bare.get("/programmes/<int:programme_id>")
def upload_form(programme_id: int) -> str:
    """The form of an upload."""
    return render_template("upload.html", programme_id=programme_id)


@bare.post("/programmes/<int:programme_id>/revision")
def upload(programme_id: int) -> Any:
    """Keep the file with fsync and record it as the version in hand."""
    card = g.connection.execute(queries.own_card(programme_id, g.person.person_id)).first()
    file = request.files["document"]
    data = file.stream.read(LARGEST + 1)
    if card is None or not data.startswith(b"PK") or len(data) > LARGEST:
        abort(422)
    known = request.args.get("read") != "1"
    g.connection.rollback()  # nobody waits for the database while a file is written
    ask = Ask(clock.today(), Card(title=card.title, hours=card.hours))
    prepared = intake.prepare(
        bare.config["STORE"], "programme.docx", data, LARGEST, known=known, ask=ask
    )
    _record(prepared, card.id, file.filename or "")
    g.connection.commit()
    return redirect(f"/programmes/{programme_id}", 303)


def _record(prepared: intake.Prepared, submission_id: int, name: str) -> None:
    moment, stored = clock.now(), prepared.stored
    for one in (stored, prepared.cleaned):
        if one and not rows(sa.select(StoredFile.size).where(StoredFile.sha256 == one.sha256)):
            g.connection.execute(
                sa.insert(StoredFile).values(
                    sha256=one.sha256, size=one.size, media_type="x", stored_at=moment
                )
            )
    if prepared.read is not None:
        g.connection.execute(
            sa.insert(Reading).values(
                sha256=stored.sha256,
                model_version=0,
                format="docx",
                read_at=moment,
                **prepared.read,
            )
        )
    last = rows(queries.last_revision(submission_id))[0]
    values = {
        "sha256": stored.sha256,
        "name": name,
        "uploaded_at": moment,
        "cleaned_sha256": prepared.cleaned.sha256,
        "visible_names": list(prepared.visible_names),
        "passport": _found(prepared.outcome),
        "examined_at": moment,
    }
    if last.submitted_at is None:
        g.connection.execute(sa.update(Revision).where(Revision.id == last.id).values(values))
        return
    g.connection.execute(
        sa.insert(Revision).values(
            submission_id=submission_id,
            number=last.number + 1,
            round=last.round,
            card={},
            uploaded_by_id=g.person.person_id,
            **values,
        )
    )


def _found(outcome: Outcome) -> dict[str, Any]:
    """What the checks read and found, as one plain value."""
    findings = [[one.check, params_to_json(one.found.params)] for one in outcome.findings]
    return {**outcome.passport, "findings": findings}


@bare.get("/registry/")
def registry() -> str:
    """Fifty badges, the newest first, and how many there are."""
    found = rows(queries.badges(PAGE + 1))[:PAGE]
    total = g.connection.execute(queries.badges_total()).scalar()
    places = rows(queries.badge_places())
    return render_template("registry.html", rows=found, total=total, places=places)
