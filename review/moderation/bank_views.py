"""Pages of the bank of wordings, and the list that a remark's form offers."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from review.faults import Invalid
from review.models.moderation import BankEntry, Remark
from review.moderation import bank
from review.moderation.bank_forms import RetireForm, WordingForm, criteria_titles, fill
from review.moderation.room import blueprint
from review.web import acting, actor, go, on_remark, writes
from review.wording import fault
from rubric.mistakes import catalogue
from workflows.access import Permission, may

USE = Permission.USE_BANK


@blueprint.get("/bank/")
@acting(USE)
def bank_page() -> str:
    """My wordings and the shared ones, to be added to, reworded and retired."""
    return _page(WordingForm(formdata=None))


@blueprint.get("/bank/list.json")
@acting(USE)
def bank_list() -> Response:
    """What a remark's form offers: the most used first."""
    return jsonify(entries=[_told(one) for one in bank.list_entries(actor())])


@blueprint.post("/bank/")
@acting(USE)
@writes
def add_wording() -> Any:
    """Keep a wording, from the page or from beside a remark being written."""
    form = fill(WordingForm(), _language())
    try:
        if not form.validate():
            raise Invalid("form")
        wording = form.wording()
        entry = bank.add(actor(), wording, shared=form.shared.data)
    except Invalid as error:
        return _refused(form, error)
    if _for_script():
        return jsonify(_told(entry))
    if bank.stands_otherwise(entry, wording):
        flash(_("These words were kept before, with another level or criterion."), "info")
    else:
        flash(_("The wording is kept."), "success")
    return go(url_for("moderation.bank_page") + f"#wording-{entry.id}")


@blueprint.get("/bank/<int:entry_id>")
@acting(USE)
def edit_wording(entry_id: int) -> str:
    """A wording to be changed."""
    entry = bank.get_own(entry_id, actor())
    return _edit_page(fill(WordingForm(obj=entry), _language(), entry), entry)


@blueprint.post("/bank/<int:entry_id>")
@acting(USE)
@writes
def change_wording(entry_id: int) -> Any:
    """Save a changed wording."""
    entry = bank.get_own(entry_id, actor())
    form = fill(WordingForm(), _language(), entry)
    try:
        if not form.validate():
            raise Invalid("form")
        bank.change(
            entry,
            actor(),
            form.wording(),
            shared=form.shared.data,
            expected_version=form.expected_version,
        )
    except Invalid:
        return _edit_page(form, entry), 422
    return go(url_for("moderation.bank_page") + f"#wording-{entry.id}")


@blueprint.post("/bank/<int:entry_id>/retire")
@acting(USE)
@writes
def retire_wording(entry_id: int) -> Response:
    """Offer a wording no more, or again."""
    form = RetireForm()
    if not form.validate():
        raise Invalid("form")
    back = form.back.data == "1"
    bank.retire(bank.get_own(entry_id, actor()), actor(), back=back)
    flash(_("The wording is offered again.") if back else _("The wording is retired."), "info")
    return go(url_for("moderation.bank_page"))


@blueprint.post("/bank/<int:entry_id>/use")
@acting(USE)
@writes
def use_wording(entry_id: int) -> tuple[str, int]:
    """Count that a wording was put into a remark."""
    bank.count_use(entry_id, actor())
    return "", 204


@blueprint.post("/remarks/<int:remark_id>/keep")
@on_remark(USE)
@writes
def keep_wording(remark: Remark) -> Response:
    """Keep the words of a remark in one's own bank, and show them there."""
    entry = bank.keep(actor(), remark)
    return go(url_for("moderation.bank_page") + f"#wording-{entry.id}")


def _language() -> str:
    return str(get_locale().language)


def _for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _told(entry: BankEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "text": entry.text,
        "level": entry.level.value,
        "criterion": entry.criterion_id or "",
        "mistake": entry.mistake or "",
        "shared": entry.shared,
    }


def _refused(form: WordingForm, error: Invalid) -> Any:
    if _for_script():
        return jsonify(code=error.code, words=fault(error)), error.status
    return _page(form), error.status


def _page(form: WordingForm) -> str:
    worn = actor()
    entries = bank.list_entries(worn)
    return render_template(
        "moderation/bank.html",
        form=fill(form, _language()),
        own=[one for one in entries if not one.shared],
        shared=[one for one in entries if one.shared],
        retired=bank.list_entries(worn, retired=True),
        keeps_shared=may(worn, Permission.KEEP_SHARED_BANK),
        criteria=criteria_titles(_language()),
        mistakes=catalogue(),
    )


def _edit_page(form: WordingForm, entry: BankEntry) -> str:
    keeps = may(actor(), Permission.KEEP_SHARED_BANK)
    return render_template("moderation/wording.html", form=form, entry=entry, keeps_shared=keeps)
