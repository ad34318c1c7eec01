"""The browser's view: looks like a document, and nothing in it can act."""

import re
from html.parser import HTMLParser

import pytest

from review.documents.reading.model import Block, Cell, DocumentModel, Image, Row, Run
from review.documents.rendering import to_html

ATTACK = "<script>alert(1)</script> {{7*7}} \" onload='x' javascript:alert(1)"
ALLOWED = {"id", "class", "href", "rel", "src", "alt", "width", "height", "loading", "decoding",
           "colspan", "rowspan", "scope", "tabindex", "role"}  # fmt: skip


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.attributes = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def words(text, **look):
    return (Run(text, **look),)


def block(number, kind="paragraph", text="текст", **more):
    return Block(f"b{number}", kind, text, runs=more.pop("runs", words(text)), **more)


def html_of(*blocks, **more):
    images = more.pop("images", ())
    return str(to_html(DocumentModel("docx", blocks, images=images), **more))


def test_every_block_carries_its_id_and_class():
    html = html_of(
        block(1, "heading", level=1),
        block(2, alignment="center"),
        block(3, "list_item", label="•"),
        block(4, "footnote", label="1"),
        Block("b5", "table", rows=(Row((Cell((block(6),)),)),)),
    )
    for number in range(1, 7):
        assert f'id="b{number}"' in html
    assert '<h2 id="b1" class="doc-h doc-h-2">' in html
    assert '<p id="b2" class="doc-p align-center">' in html
    assert Page(html).open == []


def test_everything_is_escaped():
    html = html_of(
        block(1, text=ATTACK),
        block(2, "heading", ATTACK, level=1),
        block(3, "list_item", ATTACK, label=ATTACK),
        Block("b4", "table", rows=(Row((Cell((block(5, text=ATTACK),), header=True),)),)),
        Block("b6", "figure", ATTACK, runs=words(ATTACK), image="i1"),
        images=(Image("i1", "image/png", "p", ATTACK),),
        image_url=lambda image_id: f"/images/{image_id}?a=1&b='\"",
    )
    page = Page(html)
    assert "script" not in page.tags
    assert {name for name, _ in page.attributes} <= ALLOWED
    assert "{{7*7}}" in html


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "java\nscript:x", "//host/x",
     "http:///x", "https://[bad", "vbscript:x", "\x01https://example.org"],
)  # fmt: skip
def test_links_of_other_kinds_stay_text(link):
    html = html_of(block(1, runs=words("ссылка", link=link)))
    assert "<a" not in html
    assert "ссылка" in html


def test_web_and_mail_links_tell_nothing_of_us():
    html = html_of(block(1, runs=words("сайт", link="https://example.org/?a=1&b=2")))
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert "<a" in html_of(block(1, runs=words("почта", link="mailto:a@example.org")))


def test_looks_nest_properly():
    html = html_of(block(1, runs=words("а\nб", bold=True, italic=True, sup=True, underline=True)))
    assert "<strong><em><u><sup>а<br>б</sup></u></em></strong>" in html


def test_headings_begin_at_h2_and_never_skip():
    blocks = [block(n, "heading", level=level) for n, level in enumerate((3, 1, 9, 2), start=1)]
    html = html_of(*blocks)
    assert re.findall(r"<h(\d)", html) == ["2", "2", "3", "3"]
    assert re.findall(r"<h(\d)", html_of(block(1), headings={"b1": 1})) == ["2"]


def test_neighbouring_items_are_one_list():
    items = [block(n, "list_item", label=label) for n, label in enumerate("••", start=1)]
    html = html_of(*items, block(3), block(4, "list_item", label="1)", level=1))
    assert html.count("<ul") == 1
    assert html.count("<ol") == 1
    assert '<span class="doc-label">1)</span>' in html
    assert "doc-level-1" in html


def test_table_spans_and_head():
    head = Row((Cell((block(2),), 0, 2, 1, True),), header=True)
    body = Row((Cell((block(3),), 0, 1, 1), Cell((), 1, 1, 1)))
    html = html_of(Block("b1", "table", rows=(head, body)))
    assert '<th id="b1-r1-c1" scope="col" colspan="2">' in html
    assert '<tr id="b1-r2">' in html
    assert '<td id="b1-r2-c2">' in html
    assert html.index("<thead>") < html.index("<tbody>")
    tall = Row((Cell((block(2),), 0, 1, 2, True),), header=True)
    assert "<thead>" not in html_of(Block("b1", "table", rows=(tall, Row(()))))


def test_pictures_only_by_the_callers_address():
    image = Image("i1", "image/png", "word/media/a.png", "Схема", 10, 20)
    figure = Block("b1", "figure", image="i1")
    shown = html_of(figure, images=(image,), image_url=lambda image_id: f"/i/{image_id}")
    assert '<img class="doc-img" src="/i/i1" alt="Схема" width="10" height="20"' in shown
    assert "<img" not in html_of(figure, images=(image,))
    assert "Схема" in html_of(figure, images=(image,))
    linked = Image("i1", alt="Извне")
    assert "<img" not in html_of(figure, images=(linked,), image_url=lambda image_id: "/x")
