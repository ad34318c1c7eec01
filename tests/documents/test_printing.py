"""Printing: valid tagged archives, nothing fetched, same bytes, limits that hold."""

import re
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import page as validator
import pytest
from pypdf import PdfReader

from review.documents import apart, press, printing
from tests.documents import print_samples as samples

CREDENTIAL = printing.Attachment(
    "credential.json", b'{"type": "badge"}', datetime(2023, 6, 9, tzinfo=UTC), "Open Badges 3.0"
)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def fonts_of(pdf: bytes) -> set[str]:
    pages = PdfReader(BytesIO(pdf)).pages
    return {font["/BaseFont"] for page in pages for font in page["/Resources"]["/Font"].values()}


def assert_valid(pdf: bytes) -> None:
    for profile in ("PDF_A_3A", "PDF_UA_1"):
        report = validator.validate_pdf_bytes(pdf, profile=validator.ValidationProfile[profile])
        assert report.is_compliant, [failure.message for failure in report.failures]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("passed", [True, False])
def test_conclusion_is_valid_and_whole(language, passed):
    html = samples.rendered("conclusion", language, **samples.conclusion(passed))
    made = printing.pdf(html, language=language, title="Заключение")
    assert_valid(made)
    said = text_of(made)
    for words in ("Эксперт 3", "Приозёрский", "29,5", "68-2023-0041/2", "Итого 36", "20 июня"):
        assert words in said
    assert ("68-2023-0017" in said) is passed
    assert all("Print-S" in name for name in fonts_of(made))


def test_conclusion_tells_its_structure_to_those_who_cannot_see_it():
    html = samples.rendered("conclusion", **samples.conclusion())
    reader = PdfReader(BytesIO(printing.pdf(html, language="ru", title="Заключение")))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], reader.metadata.title) == ("ru", "Заключение")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/MarkInfo"]["/Marked"].value is True
    tags = list(elements_of(root["/StructTreeRoot"]))
    levels = [int(one["/S"][2]) for one in tags if re.fullmatch(r"/H[1-6]", one["/S"])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    cells = [one for one in tags if one["/S"] == "/TD"]
    heads = {one["/ID"] for one in tags if one["/S"] == "/TH"}
    assert len(cells) > 20
    assert all(cell["/A"]["/Headers"] and {*cell["/A"]["/Headers"]} <= heads for cell in cells)


def elements_of(node):
    """Structure elements in reading order."""
    if "/S" in node:
        yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict) and "/MCID" not in kid:
            yield from elements_of(kid)


def test_badge_carries_its_credential_and_is_one_sheet():
    html = samples.rendered("badge", **samples.badge())
    made = printing.pdf(html, language="ru", title="Значок", attachments=[CREDENTIAL])
    assert_valid(made)
    reader = PdfReader(BytesIO(made))
    assert len(reader.pages) == 1
    assert reader.attachments == {"credential.json": [CREDENTIAL.data]}
    assert reader.metadata.title == "Значок"
    assert "68-2023-0017" in text_of(made)


@pytest.mark.parametrize("title", ["Шахматы", "Очень длинное название программы " * 8])
def test_badge_of_any_title_is_one_sheet(title):
    html = samples.rendered("badge", **samples.badge(title))
    made = printing.pdf(html, language="ru", title="Значок")
    assert len(PdfReader(BytesIO(made)).pages) == 1


def test_long_tables_break_with_their_head():
    html = samples.rendered("conclusion", **samples.conclusion(sections=20))
    made = printing.pdf(html, language="ru", title="Заключение")
    assert_valid(made)
    table = "<table class=points><thead><tr><th scope=col>Голова</th></tr></thead><tbody>"
    table += "".join(f"<tr><td>{row}</td></tr>" for row in range(200)) + "</tbody></table>"
    page = f"<html lang=ru><link rel=stylesheet href=print.css><body>{table}</body></html>"
    reader = PdfReader(BytesIO(printing.pdf(page, language="ru", title="Таблица")))
    assert len(reader.pages) > 3
    assert all("Голова" in sheet.extract_text() for sheet in reader.pages)


def test_same_order_same_bytes():
    html = samples.rendered("badge", **samples.badge())
    first, second = (
        printing.pdf(html, language="ru", title="Значок", attachments=[CREDENTIAL])
        for _ in range(2)
    )
    assert first == second
    assert first != printing.pdf(html, language="ru", title="Другой")


def test_nothing_is_fetched(tmp_path):
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args):
            pass

    secret = tmp_path / "secret.txt"
    secret.write_text("тайна-тайная")
    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    try:
        made = printing.pdf(hostile(base, secret), language="ru", title="x")
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []
    reader = PdfReader(BytesIO(made))
    assert not reader.attachments
    assert "тайна" not in text_of(made)
    assert secret.read_bytes() not in made


def hostile(base: str, secret: Path) -> str:
    return f"""<html lang="ru"><head><title>t</title><link rel="stylesheet" href="{base}/a.css">
    <link rel="attachment" href="{secret.as_uri()}"><link rel="attachment" href="{base}/b">
    <style>@import url({base}/c.css); @font-face {{ font-family: X; src: url({base}/d.ttf) }}
    body {{ background: url({base}/e.png); font-family: X }}
    p::before {{ content: url({secret.as_uri()}) }}</style></head>
    <body><p>Текст <img src="{base}/f.png" alt=""><img src="/etc/hostname" alt="">
    <a rel="attachment" href="{secret.as_uri()}">файл</a></p>
    <svg width="9" height="9"><image href="{base}/g.svg"/><use href="{base}/h.svg#a"/></svg>
    <object data="{base}/i"></object><embed src="{secret.as_uri()}"></body></html>"""


@pytest.mark.parametrize(
    "address",
    [
        "http://example.ru/a.css",
        "file:///etc/passwd",
        "file://host" + str(press.STATIC / "print.css"),
        press.STATIC.as_uri() + "/../config.py",
        press.STATIC.as_uri() + "/%2e%2e/templating.py",
        "ftp://example.ru/x.ttf",
        "print.css",
    ],
)
def test_denied_addresses(address):
    with pytest.raises(ValueError, match="denied"):
        press.own_file(address)


def test_own_files_and_data_are_let_in():
    assert press.own_file(press.STATIC.as_uri() + "/print.css")[1] == "text/css"
    assert press.own_file("data:text/plain;base64,0L8=") == ("п".encode(), "text/plain")


def test_a_page_that_takes_too_long_is_stopped():
    with pytest.raises(printing.PrintingTookTooLong) as caught:
        printing.pdf("<p>слово" * 100_000, language="ru", title="x", seconds=1)
    assert caught.value.params == {"seconds": 1}


def test_a_page_that_eats_the_memory_is_stopped():
    with pytest.raises((printing.PrintingFailed, printing.PrintingUnavailable)):
        printing.pdf("<p>слово" * 100_000, language="ru", title="x", megabytes=150)


def test_missing_pango_is_said(tmp_path, monkeypatch):
    fake = tmp_path / "weasyprint"
    fake.mkdir()
    (fake / "__init__.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(apart, "PACKAGE_PARENT", tmp_path)
    (tmp_path / "review").symlink_to(Path(press.__file__).parents[1])
    with pytest.raises(printing.PrintingUnavailable) as caught:
        printing.pdf("<p>а", language="ru", title="x")
    assert caught.value.params["command"] == "./dev setup"
    assert "libpango" in caught.value.params["detail"]


def test_the_parent_never_loads_the_engine():
    program = "import sys, review.documents.printing; print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_naive_moments_are_refused():
    naive = printing.Attachment("a.json", b"{}", datetime(2023, 1, 1), "x")
    with pytest.raises(ValueError, match="aware"):
        printing.pdf("<p>а", language="ru", title="x", attachments=[naive])
