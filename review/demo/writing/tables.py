"""The two great tables of a programme, curriculum plan and calendar, in the hands' variants."""

from collections.abc import Callable
from datetime import timedelta
from itertools import groupby

from review.demo.writing.dates import lesson_days
from review.demo.writing.hours import MONTHS, Lesson, lessons, spread
from review.demo.writing.ooxml import Cell
from review.demo.writing.sources import Part, Source, Topic

Rows = list[list[Cell]]


def _head(*texts: str, shade: str = "") -> list[Cell]:
    return [Cell(text, bold=True, align="center", shade=shade) for text in texts]


def _under(cells: list[Cell], kept: tuple[int, ...]) -> list[Cell]:
    """A row under a merged head: cells at ``kept`` places are new, the others continue."""
    return [cell if n in kept else Cell(rows=0, shade=cell.shade) for n, cell in enumerate(cells)]


def plan_head(kind: str, shade: str) -> Rows:
    """Header rows of the curriculum plan: one, two or three rows, or with distance hours."""

    def tall(text: str, rows: int) -> Cell:
        return Cell(text, rows=rows, bold=True, align="center", shade=shade)

    def wide(text: str, span: int) -> Cell:
        return Cell(text, span=span, bold=True, align="center", shade=shade)

    control = "Формы аттестации (контроля)"
    if kind == "one":
        return [_head("№", "Тема", "Теория", "Практика", "Всего", "Контроль", shade=shade)]
    if kind == "three":
        names = (
            "№ п/п",
            "Наименование разделов и тем",
            "Всего",
            "Теория",
            "Практика",
            "Формы контроля",
        )
        row = _head(*names, shade=shade)
        first = [
            tall(names[0], 3),
            tall(names[1], 3),
            wide("Количество часов", 3),
            tall(names[5], 3),
        ]
        above = Cell(rows=0)
        second = [above, above, tall("Всего", 2), wide("в том числе", 2), above]
        return [first, second, _under(row, (3, 4))]
    columns = ["Всего", "Теория", "Практика"] + (["Дистанционно"] if kind == "distance" else [])
    row = _head("№ п/п", "Название раздела, темы", *columns, control, shade=shade)
    spanned = wide("Количество часов", len(columns))
    first = [tall("№ п/п", 2), tall("Название раздела, темы", 2), spanned, tall(control, 2)]
    return [first, _under(row, tuple(range(2, 2 + len(columns))))]


def _figures(kind: str, item: Part | Topic, total: int | None, bold: bool) -> list[Cell]:
    def hours(column: str) -> int:
        return item.hours(column) if isinstance(item, Part) else int(getattr(item, column))

    right = total if total is not None else hours("total")
    figures = {"total": right, "theory": hours("theory"), "practice": hours("practice")}
    order = ["theory", "practice", "total"] if kind == "one" else ["total", "theory", "practice"]
    shown = [figures[column] for column in order]
    if kind == "distance":
        shown.append(hours("distance"))
    return [Cell(str(value) if value else "–", bold=bold, align="center") for value in shown]


def plan_rows(source: Source, kind: str, shade: str) -> Rows:
    """The curriculum plan: header, sections with subtotals, topics, «Итого»."""
    rows = plan_head(kind, shade)
    for p, part in enumerate(source.plan, 1):
        name = [Cell(f"{p}.", bold=True), Cell(part.name, bold=True)]
        rows.append([*name, *_figures(kind, part, part.stated, True), Cell(part.control)])
        for t, topic in enumerate(part.topics, 1):
            start = [Cell(f"{p}.{t}"), Cell(topic.name)]
            rows.append([*start, *_figures(kind, topic, None, False), Cell(topic.control)])
    every = Part("", tuple(topic for part in source.plan for topic in part.topics))
    total = _figures(kind, every, source.card.get("stated_total"), True)
    rows.append([Cell(), Cell("Итого:", bold=True), *total, Cell()])
    return rows


def plan_shares(kind: str) -> list[float]:
    """Widths of the plan's columns as shares."""
    if kind == "distance":
        return [7, 30, 10, 11, 13, 18, 22]
    return [7, 37, 11, 12, 15, 22]


def _form(topic: Topic) -> str:
    if topic.control and not topic.theory:
        return "Практическое занятие"
    return "Комбинированное занятие" if topic.practice else "Беседа"


def lesson_rows(source: Source, shade: str, wide: bool) -> Rows:
    """Calendar with a row for every lesson; the wide one has date in two columns."""
    card = source.card
    names = [
        "№",
        "Месяц",
        "Число",
        "Время",
        "Форма занятия",
        "Часы",
        "Тема занятия",
        "Место",
        "Форма контроля",
    ]
    rows = [_head(*names, shade=shade)]
    plan = lessons(source)
    for lesson in plan:
        fact = f"{lesson.on:%d.%m.%Y}" if wide else f"{lesson.on.day}"
        cells = [str(lesson.number), MONTHS[lesson.on.month - 1], fact, card["time"]]
        cells += [_form(lesson.topic), str(lesson.hours), lesson.topic.name, card["place"]]
        rows.append([Cell(text) for text in cells] + [Cell(lesson.topic.control)])
    total = sum(lesson.hours for lesson in plan)
    last = [Cell("Итого:", span=5, bold=True), Cell(str(total), bold=True), Cell(span=3)]
    return [*rows, last]


def _months(plan: list[Lesson]) -> list[tuple[int, list[Lesson]]]:
    return [(month, list(group)) for month, group in groupby(plan, lambda it: it.on.month)]


def month_rows(source: Source, shade: str) -> Rows:
    """Calendar by months; the month's cell is merged over its topics."""
    rows = [_head("Месяц", "Тема", "Количество занятий", "Часов", "Форма контроля", shade=shade)]
    plan = lessons(source)
    for month, group in _months(plan):
        topics = [list(same) for _, same in groupby(group, lambda it: it.code)]
        for place, same in enumerate(topics):
            first = Cell(MONTHS[month - 1], rows=len(topics)) if place == 0 else Cell(rows=0)
            hours = str(sum(lesson.hours for lesson in same))
            texts = [same[0].topic.name, str(len(same)), hours, same[0].topic.control]
            rows.append([first, *(Cell(text) for text in texts)])
    total = str(sum(lesson.hours for lesson in plan))
    last = [
        Cell("Итого:", span=2, bold=True),
        Cell(str(len(plan)), bold=True),
        Cell(total, bold=True),
    ]
    return [*rows, [*last, Cell()]]


def topic_rows(source: Source, shade: str) -> Rows:
    """Calendar by topics with first and last day."""
    names = ["№", "Тема", "Начало", "Окончание", "Занятий", "Часов", "Форма контроля"]
    rows = [_head(*names, shade=shade)]
    plan = lessons(source)
    for code, group in groupby(plan, lambda it: it.code):
        same = list(group)
        texts = [code, same[0].topic.name, f"{same[0].on:%d.%m.%Y}", f"{same[-1].on:%d.%m.%Y}"]
        texts += [str(len(same)), str(sum(it.hours for it in same)), same[0].topic.control]
        rows.append([Cell(text) for text in texts])
    figures = [str(len(plan)), str(sum(lesson.hours for lesson in plan))]
    last = [Cell("Итого:", span=4, bold=True), *(Cell(text, bold=True) for text in figures), Cell()]
    return [*rows, last]


def week_rows(source: Source, shade: str) -> Rows:
    """Calendar by weeks of a distance course."""
    names = ["Неделя", "Дата занятия", "Тема", "Формат", "Часов", "Форма контроля"]
    rows = [_head(*names, shade=shade)]
    plan = lessons(source)
    for lesson in plan:
        start = lesson.on - timedelta(days=lesson.on.weekday())
        dates = f"{lesson.on:%d.%m.%Y} (неделя с {start:%d.%m})"
        form = "дистанционно" if lesson.topic.distance else "очная встреча"
        texts = [str(lesson.number), dates, lesson.topic.name, form, str(lesson.hours)]
        rows.append([Cell(text) for text in [*texts, lesson.topic.control]])
    total = str(sum(lesson.hours for lesson in plan))
    return [*rows, [Cell("Итого:", span=4, bold=True), Cell(total, bold=True), Cell()]]


def grid_rows(source: Source, shade: str) -> Rows:
    """Calendar as a grid: sections by months, both totals."""
    months = list(dict.fromkeys(day.month for day in lesson_days(source.card)))
    names = [MONTHS[month - 1][:3] for month in months]
    rows = [_head("№", "Раздел", *names, "Всего", shade=shade)]
    grid = spread(source)
    for place, (part, figures) in enumerate(zip(source.plan, grid, strict=True), 1):
        shown = [Cell(str(value or "–"), align="center") for value in [*figures, sum(figures)]]
        rows.append([Cell(str(place)), Cell(part.name), *shown])
    sums = [sum(column) for column in zip(*grid, strict=True)]
    last = [Cell(str(value), bold=True, align="center") for value in [*sums, sum(sums)]]
    return [*rows, [Cell("Итого:", span=2, bold=True), *last]]


CALENDARS: dict[str, tuple[Callable[[Source, str], Rows], list[float]]] = {
    "grid": (grid_rows, [5, 30, *([6.5] * 9), 9]),
    "lessons": (lambda s, shade: lesson_rows(s, shade, False), [5, 12, 9, 10, 18, 8, 25, 12, 18]),
    "wide": (lambda s, shade: lesson_rows(s, shade, True), [5, 10, 12, 11, 17, 7, 36, 14, 20]),
    "months": (month_rows, [14, 42, 14, 10, 20]),
    "topics": (topic_rows, [6, 34, 14, 14, 10, 9, 18]),
    "weeks": (week_rows, [9, 19, 32, 15, 9, 18]),
}
