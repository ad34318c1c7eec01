"""A small programme without a fault, and what the checks find when a part of it is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from review.documents.checks.dossier import Card
from review.documents.checks.finding import Finding
from review.documents.checks.settings import CheckSettings
from review.documents.examination import examine
from review.documents.reading.model import Block, DocumentModel, Run, count_words

TODAY = date(2026, 11, 30)

TITLE = [
    "Муниципальное бюджетное учреждение «Дом детского творчества «Радуга»",
    "Принята на заседании педагогического совета, протокол № 1 от 28.08.2026",
    "УТВЕРЖДАЮ",
    "Дополнительная общеобразовательная общеразвивающая программа «Юный столяр»",
    "г. Тестов, 2026",
]
REASON = (
    "Дети растут среди готовых вещей и редко видят, как доска становится полкой. Опрос родителей"
    " показал, что две трети семей хотят, чтобы ребёнок умел работать руками. В районе открыт цех,"
    " которому нужны столяры, и школа просит о занятиях, на которых можно попробовать это ремесло."
    " Программа отвечает на этот запрос и даёт первые навыки безопасной работы с инструментом."
)
TOPICS = (
    "Тема 1. Дерево. Теория: породы дерева, строение древесины, сушка и хранение досок."
    " Практика: сравнение образцов, разметка доски карандашом и угольником. "
) * 4
PARTS: dict[str, list[str]] = {
    "Раздел 1. Комплекс основных характеристик программы": [],
    "Пояснительная записка": ["Программа знакомит детей со столярным делом."],
    "Нормативно-правовая база": ["Приказ Минпросвещения России от 27.07.2022 № 629."],
    "Направленность программы": ["Техническая."],
    "Уровень программы": ["Базовый."],
    "Актуальность программы": [REASON],
    "Отличительные особенности программы": ["Каждый делает свою вещь."],
    "Адресат программы": ["Дети 10–12 лет, группа до 10 человек."],
    "Объём и срок освоения программы": ["72 часа, 1 год."],
    "Форма обучения": ["Очная."],
    "Режим занятий": ["Два раза в неделю по одному часу."],
    "Цель программы": ["Развитие интереса к столярному делу через изготовление своих вещей."],
    "Задачи программы": [
        "Предметные: научить размечать и пилить.",
        "Метапредметные: научить планировать работу.",
        "Личностные: воспитать бережное отношение к труду.",
    ],
    "Планируемые результаты": [
        "Предметные: размечает и пилит по разметке.",
        "Метапредметные: планирует работу.",
        "Личностные: бережно относится к своему и чужому труду.",
    ],
    "Учебный план": ["План занятий дан по темам."],
    "Содержание учебного плана": [TOPICS],
    "Раздел 2. Комплекс организационно-педагогических условий": [],
    "Календарный учебный график": ["С 1 сентября по 31 мая, 36 недель."],
    "Материально-техническое обеспечение": ["Мастерская, верстаки, ножовки, рубанки, 10 наборов."],
    "Кадровое обеспечение": ["Педагог дополнительного образования."],
    "Формы аттестации": [
        "Промежуточная аттестация — зачётная работа в декабре. Итоговая аттестация — выставка."
    ],
    "Оценочные материалы": ["Критерии: точность, аккуратность. Уровни: высокий, средний, низкий."],
    "Методические материалы": ["Карточки, чертежи, видео."],
    "Рабочая программа воспитания": ["Цель, задачи и мероприятия."],
    "Календарный план воспитательной работы": ["Сентябрь: праздник."],
    "Список литературы": [
        "Столяров, И. П. Юный столяр : учебное пособие / И. П. Столяров. — Москва : Лесное"
        " дело, 2024. — 96 с. — Текст : непосредственный.",
        "Рубанков, П. И. Домашняя мастерская : книга для детей / П. И. Рубанков. — Москва :"
        " Лесное дело, 2025. — 64 с. — Текст : непосредственный.",
    ],
}


def document(changes: Mapping[str, list[str] | None] | None = None) -> DocumentModel:
    """The programme with parts replaced; None takes a part away, a new name puts one at the end."""
    parts = {**PARTS, **(changes or {})}
    blocks = tuple(_blocks(parts))
    return DocumentModel("docx", blocks, words=count_words(blocks))


def _blocks(parts: Mapping[str, list[str] | None]) -> Iterator[Block]:
    lines = [(line, False) for line in TITLE]
    for heading, texts in parts.items():
        if texts is not None:
            lines += [(heading, True), *((text, False) for text in texts)]
    for number, (text, bold) in enumerate(lines, start=1):
        yield Block(f"b{number}", "paragraph", text, runs=(Run(text, bold=bold),))


def findings(
    check: str,
    variant: str = "",
    changes: Mapping[str, list[str] | None] | None = None,
    card: Card | None = None,
    settings: CheckSettings | None = None,
    model: DocumentModel | None = None,
    today: date = TODAY,
) -> list[Finding]:
    """What one check finds in the programme with these parts changed."""
    seen = examine(model or document(changes), today, card, settings)
    return [one for one in seen.findings if (one.check, one.variant) == (check, variant)]


def params(*args: object, **kwargs: object) -> list[dict[str, object]]:
    """The figures of `findings`."""
    return [dict(one.found.params) for one in findings(*args, **kwargs)]  # type: ignore[arg-type]
