"""Seven hands: how different people lay out the same kind of document in Word."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """How one level of headings is shown."""

    style: str = ""
    """Style id, or empty for a plain paragraph."""
    number: str = ""
    """Number typed by hand: {a}, {b}, {c} are the counters, {r} the first one in Roman."""
    auto: str = ""
    """The number that automatic numbering shows; it is not in the text."""
    bold: bool = True
    caps: bool = False
    italic: bool = False
    center: bool = False
    run_in: bool = False
    """The heading stands at the beginning of the paragraph that follows it."""
    outline: int | None = None
    color: str = ""
    size: float = 0.0
    page: bool = False
    """Begins a page."""


@dataclass(frozen=True)
class Hand:
    """One person's habits; sizes in points, lengths in centimetres."""

    key: str
    about: str
    headings: tuple[Heading, Heading, Heading]
    font: str = "Times New Roman"
    size: float = 14
    line: float = 1.15
    indent: float = 1.25
    after: float = 0
    align: str = "both"
    margins: tuple[float, float, float, float] = (2, 1.5, 2, 3)
    bullet: str = ""
    """Typed bullet; empty means a real list."""
    typed_numbers: bool = False
    hyphens: bool = False
    """Types a hyphen where a dash belongs."""
    table_style: str = ""
    table_size: float = 12
    plan_head: str = "two"
    head_shade: str = ""
    title: str = "classic"
    toc: str = ""
    calendar: str = "lessons"
    calendar_size: float = 10
    landscape_calendar: bool = False
    page_numbers: str = "center"
    running_head: bool = False
    application: str = "Microsoft Office Word"
    version: str = "16.0000"


HANDS = {
    hand.key: hand
    for hand in (
        Hand(
            key="styled",
            about="стили заголовков (styleId 1, 2, 3), автоматическая нумерация, поле TOC",
            headings=(
                Heading(style="1", center=True, page=True, auto="Раздел {a}. "),
                Heading(style="2", auto="{a}.{b}. "),
                Heading(style="3", auto="{a}.{b}.{c}. "),
            ),
            table_style="a4",
            toc="field",
            plan_head="two",
        ),
        Hand(
            key="bold",
            about="полужирные абзацы без стилей, номера набраны руками, подзаголовки в подбор",
            headings=(
                Heading(number="Раздел {a}. ", center=True, page=True),
                Heading(number="{a}.{b}. "),
                Heading(run_in=True),
            ),
            line=1.5,
            bullet="- ",
            typed_numbers=True,
            plan_head="two",
            calendar="topics",
            application="Microsoft Office Word",
            version="12.0000",
        ),
        Hand(
            key="caps",
            about="ПРОПИСНЫЕ полужирные заголовки, трёхстрочная объединённая шапка, «Итого»",
            headings=(
                Heading(caps=True, center=True, page=True),
                Heading(caps=True, center=True),
                Heading(italic=True),
            ),
            line=1.5,
            bullet="• ",
            typed_numbers=True,
            plan_head="three",
            calendar="months",
            page_numbers="right",
            title="lines",
            version="14.0000",
        ),
        Hand(
            key="passport",
            about="разделы внутри таблицы-паспорта, содержание с точками набрано руками",
            headings=(
                Heading(number="{r}. ", center=True, caps=True, page=True),
                Heading(number="{a}.{b} "),
                Heading(italic=True),
            ),
            size=13,
            line=1.25,
            bullet="— ",
            typed_numbers=True,
            table_style="a4",
            table_size=11.5,
            toc="dots",
            calendar="grid",
            title="stamp",
            version="15.0000",
        ),
        Hand(
            key="school",
            about="школьный шаблон: стиль только у крупных заголовков, списки, альбомный график",
            headings=(
                Heading(style="1", number="Раздел {a}. ", page=True, center=True, color="1F3864"),
                Heading(number="{a}.{b}. ", color="1F3864"),
                Heading(italic=True),
            ),
            size=12,
            line=1.5,
            after=3,
            table_style="a4",
            table_size=11,
            plan_head="two",
            head_shade="DEEAF6",
            landscape_calendar=True,
            calendar="wide",
            toc="leaders",
            running_head=True,
            page_numbers="right",
        ),
        Hand(
            key="flat",
            about="сплошной текст, только номер перед заголовком, почти без оформления",
            headings=(
                Heading(number="{a}. ", bold=False),
                Heading(number="{a}.{b}. ", bold=False),
                Heading(bold=False),
            ),
            size=14,
            line=1.5,
            indent=0,
            after=8,
            align="left",
            margins=(2, 2, 2, 2),
            bullet="-",
            typed_numbers=True,
            hyphens=True,
            plan_head="one",
            page_numbers="",
            title="plain",
            application="LibreOffice/7.3.7.2$Windows_X86_64",
            version="15.0000",
        ),
        Hand(
            key="colour",
            about="цветные заголовки с уровнем структуры вместо стиля, рисунок, сноски",
            headings=(
                Heading(
                    number="РАЗДЕЛ № {a}. ",
                    center=True,
                    outline=0,
                    color="2E5F8A",
                    size=14,
                    page=True,
                ),
                Heading(number="{a}.{b}. ", outline=1, color="2E5F8A", size=13),
                Heading(outline=2, italic=True),
            ),
            font="Arial",
            size=11.5,
            line=1.3,
            indent=1,
            after=6,
            margins=(2, 2, 2, 2.5),
            table_size=9.5,
            plan_head="distance",
            head_shade="E8F0F7",
            calendar="weeks",
            calendar_size=9,
            title="modern",
        ),
    )
}
