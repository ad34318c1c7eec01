"""A region whose programme has everything a reader may want to mark, and its page in Chromium."""

from __future__ import annotations

import io
from pathlib import Path

import sqlalchemy as sa
from docx import Document
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from review.accounts import service as accounts
from review.database import db
from review.models.moderation import Remark
from review.models.people import Person
from review.models.submissions import Submission
from review.programmes import intake
from review.programmes import service as programmes
from tests import region
from tests.region import Someone
from tests.road import CARD, MAX_BYTES, Road

COPIES = "Object.keys(localStorage).filter((name) => name.startsWith('sheet:'))"
#: Blocks of text; tables, their rows and cells have ids too.
BLOCKS = "#document :is(p, li, h2, h3, h4, figure)[id^=b]"
#: Selects characters of blocks by their ids, as a drag of the mouse would.
SELECT = """([first, start, last, end]) => {
  const point = (id, at) => {
    const walker = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (at <= walker.currentNode.length) return [walker.currentNode, at];
      at -= walker.currentNode.length;
    }
  };
  document.getSelection().setBaseAndExtent(...point(first, start), ...point(last, end));
}"""


def programme_file(pages: int = 0) -> bytes:
    """Headings, bold runs, a repeated sentence, a list, a table; `pages` more of plain text."""
    made, kept = Document(), io.BytesIO()
    made.add_heading("Робототехника", 0)
    made.add_heading("Пояснительная записка", 1)
    mixed = made.add_paragraph("Цель программы — ")
    mixed.add_run("развитие").bold = True
    mixed.add_run(" технического ")
    mixed.add_run("мышления").italic = True
    mixed.add_run(" детей 🚀 через устройство роботов.")
    made.add_paragraph("Форма контроля: опрос.")
    made.add_paragraph("Тема вторая, о датчиках и моторах.")
    made.add_paragraph("Форма контроля: опрос.")
    for item in ("научить собирать", "научить программировать"):
        made.add_paragraph(item, style="List Number")
    made.add_heading("Учебный план", 1)
    table = made.add_table(rows=3, cols=3)
    rows = (("Раздел", "Часы", "Контроль"), ("Введение", "36", "Опрос"), ("Датчики", "36", "Зачёт"))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    for number in range(pages * 22):
        made.add_paragraph(f"Занятие {number}: дети собирают модель, проверяют её и пишут вывод.")
    made.save(kept)
    return kept.getvalue()


class House:
    """The product with a small region, and a programme at a desk or under review for each test."""

    def __init__(self, app: Flask, pages: int = 0) -> None:
        self.app, self.road, self.pages = app, Road(app), pages
        people = self.road.people
        with app.app_context():
            for who in (people.internal, people.teacher, people.moc, *people.experts[:2]):
                accounts.set_password(
                    db.session.get_one(Person, who.actor.person_id), region.PASSWORD
                )
            db.session.commit()

    def sent(self) -> str:
        """The number of a programme that lies with the internal expert."""
        with self.app.app_context():
            submission = self._sent()
            db.session.commit()
            return submission.number

    def in_review(self) -> str:
        """The number of a programme that two experts have been asked to review."""
        from review.moderation import service as moderation

        who = self.road.people
        with self.app.app_context():
            submission = self._sent()
            moderation.decide(submission, who.internal.actor, "pass_on")
            moderation.decide(submission, who.moc.actor, "pass_on")
            moderation.decide(submission, who.rmc.actor, "admit")
            self.road.seat(submission)
            db.session.commit()
            return submission.number

    def _sent(self) -> Submission:
        teacher = self.road.people.teacher
        data = programme_file(self.pages)
        prepared = intake.prepare(
            self.road.store, "robots.docx", data, MAX_BYTES, names=[teacher.name]
        )
        programme = programmes.create_card(teacher.actor, {**CARD, "title": "Робототехника"})
        submission = programmes.open_submission(programme, teacher.actor)
        programmes.add_revision(submission, teacher.actor, prepared)
        programmes.submit(submission, teacher.actor)
        return submission

    def remarks(self, number: str) -> list[Remark]:
        """Every remark of the submission in the order of writing, detached."""
        with self.app.app_context():
            found = db.session.scalars(
                sa.select(Remark)
                .join(Submission, Submission.id == Remark.submission_id)
                .where(Submission.number == number)
                .order_by(Remark.id)
            ).all()
            db.session.expunge_all()
            db.session.rollback()
            return list(found)


def sign_in(tab: Page, who: Someone) -> None:
    """Sign in by the form."""
    tab.goto("/accounts/sign-in")
    tab.get_by_label("Электронная почта").fill(who.email)
    tab.get_by_label("Пароль").fill(region.PASSWORD)
    tab.locator("main").get_by_role("button", name="Войти").click()
    tab.wait_for_url(lambda url: "sign-in" not in url)


def block(tab: Page, words: str) -> Locator:
    """The block of the document with these words; of several the first."""
    return tab.locator(BLOCKS, has_text=words).first


def select(tab: Page, first: Locator, start: int, last: Locator, end: int) -> None:
    """Select characters as a drag would."""
    tab.evaluate(SELECT, [first.get_attribute("id"), start, last.get_attribute("id"), end])


def write(tab: Page, text: str) -> None:
    """Type into the open form and save with Ctrl+Enter."""
    field = tab.locator("#remark-text")
    expect(field).to_be_focused()
    tab.keyboard.type(text)
    tab.keyboard.press("Control+Enter")


def shot(tab: Page, folder: Path, name: str) -> None:
    """A picture of the page for a person to look at."""
    tab.screenshot(path=folder / f"{name}.png")
