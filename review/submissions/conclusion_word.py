"""The expert conclusion as a Word file: the same words and the same order as on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from review.documents.word_file import WordFile
from review.submissions.conclusions import Conclusion

_CARD = (5.5, 11.5)
_CRITERION, _MOST, _WIDTH = 6.5, 2.0, 17.0


def conclusion_docx(conclusion: Conclusion) -> bytes:
    """The file; it names nobody but those whom the conclusion itself names."""
    said = conclusion.said
    file = WordFile(conclusion.title, conclusion.language, conclusion.decided_at, conclusion.title)
    file.paragraph(said["issuer"])
    file.title(_("Expert conclusion"))
    file.paragraph(_("Independent quality review of a supplementary education programme"))
    file.paragraph(_("No. %(number)s of %(date)s", number=said["number"], date=said["issued"]))
    _verdict(file, said)
    _steps(file, said["steps"])
    _cards(file, said)
    _reached(file, said)
    file.heading(_("Points by criterion"))
    for section in said["sections"]:
        _section(file, section, [expert["name"] for expert in said["experts"]])
    _remarks(file, said["remarks"])
    file.lead(said["issuer"])
    if said["contacts"]:
        file.paragraph(_("Questions: %(contacts)s", contacts=said["contacts"]))
    file.paragraph(
        _(
            "Experts are named by numbers so that they can judge freely; who they are is known to"
            " the regional model centre."
        )
    )
    return file.data()


def _verdict(file: WordFile, said: Mapping[str, Any]) -> None:
    verdict, badge = said["verdict"], said["badge"]
    passed = _("The programme has passed the review")
    file.lead(passed if verdict["passed"] else _("The programme has not passed the review yet"))
    file.paragraph(
        _(
            "%(points)s of %(maximum)s points; %(threshold)s are needed to pass",
            points=verdict["points"],
            maximum=verdict["maximum"],
            threshold=verdict["threshold"],
        )
    )
    if badge:
        number = _("Badge No. %(number)s", number=badge["number"])
        file.paragraph(" · ".join(filter(None, (number, badge["address"]))))


def _steps(file: WordFile, steps: Sequence[Mapping[str, str]]) -> None:
    if not steps:
        return
    file.heading(_("What to do next"))
    file.numbered([_step(step) for step in steps])


def _step(step: Mapping[str, str]) -> str:
    due = _("By %(date)s.", date=step["due"]) if step["due"] else ""
    return " ".join(filter(None, (step["text"], due)))


def _cards(file: WordFile, said: Mapping[str, Any]) -> None:
    programme, submission = said["programme"], said["submission"]
    names = {
        "title": _("Title"),
        "organisation": _("Organisation"),
        "municipality": _("Municipality"),
        "authors": _("Authors"),
        "direction": _("Direction"),
        "types": _("Programme type"),
        "level": _("Level"),
        "ages": _("Children's ages"),
        "duration": _("Duration"),
        "hours": _("Hours"),
        "form": _("Form of study"),
        "health": _("Health category"),
        "financing": _("Financing"),
    }
    _card(file, _("Programme"), [(name, programme[key]) for key, name in names.items()])
    names = {
        "number": _("Submission"),
        "season": _("Season"),
        "track": _("Track"),
        "round": _("Round"),
        "revision": _("Revision of the text"),
        "received": _("Received"),
        "fingerprint": _("Fingerprint of the reviewed file (SHA-256)"),
    }
    _card(file, _("Review"), [(name, submission[key]) for key, name in names.items()])


def _card(file: WordFile, title: str, pairs: Iterable[tuple[str, str]]) -> None:
    file.heading(title)
    file.table((), [pair for pair in pairs if pair[1]], _CARD, title)


def _reached(file: WordFile, said: Mapping[str, Any]) -> None:
    title = _("How the verdict was reached")
    file.heading(title)
    header = (_("Expert"), _("Sheet submitted"), _("Points"))
    rows = [(one["name"], one["submitted"], one["points"]) for one in said["experts"]]
    file.table(header, rows, (7, 7, 3), title)
    file.numbered(said["verdict"]["trace"])


def _section(file: WordFile, section: Mapping[str, Any], experts: Sequence[str]) -> None:
    file.heading(section["title"] or _("Points by criterion"), 3)
    share = (_WIDTH - _CRITERION - _MOST) / max(len(experts), 1)
    rows = [
        (
            f"{one['number']} {one['title']}",
            one["maximum"],
            *(_mark(mark) for mark in one["marks"]),
        )
        for one in section["criteria"]
    ]
    rows.append((_("Total of the section"), section["maximum"], *section["totals"]))
    header = (_("Criterion"), _("At most"), *experts)
    widths = (_CRITERION, _MOST, *(share for _expert in experts))
    file.table(header, rows, widths, section["title"])
    for lead, text in _comments(section):
        file.lead(lead)
        file.paragraph(text)


def _mark(mark: Mapping[str, str]) -> str:
    return " — ".join(filter(None, (mark["points"], mark["level"])))


def _comments(section: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for criterion in section["criteria"]:
        for comment in criterion["comments"]:
            name = f"{criterion['number']} {criterion['title']}"
            yield f"{comment['expert']} · {name}", comment["text"]


def _remarks(file: WordFile, groups: Sequence[Mapping[str, Any]]) -> None:
    if not groups:
        return
    levels = {"must": _("To be mended"), "praise": _("Well done")}
    file.heading(_("Remarks on the text"))
    for group in groups:
        file.heading(group["section"], 3)
        for remark in group["items"]:
            level = levels.get(remark["level"]) or _("To improve")
            told = (level, remark["expert"], remark["criterion"])
            file.lead(" · ".join(filter(None, told)))
            if remark["quote"]:
                quote = remark["quote"].replace("«", "„").replace("»", "“")
                file.paragraph(f"«{quote}»", italic=True)
            file.paragraph(remark["text"])
