"""Invented contexts for the printed pages, long enough to break over pages."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from review.documents import qr
from review.languages import translations

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ADDRESS = "https://znachok.example.ru/registry/68-2023-0017"


def rendered(name: str, language: str = "ru", **context: Any) -> str:
    """A printed page's HTML, in strict mode: a name the context lacks is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)
    return environment.get_template(f"print/{name}.html").render(language=language, **context)


def conclusion(passed: bool = False, sections: int = 4) -> dict[str, Any]:
    """A failed or passed second-round conclusion with remarks of every level."""
    experts = ["Эксперт 1", "Эксперт 2", "Эксперт 3"]
    return {
        "issuer": "Региональный модельный центр дополнительного образования детей",
        "number": "68-2023-0041/2",
        "issued": "6 июня 2023 года",
        "programme": PROGRAMME,
        "submission": SUBMISSION,
        "verdict": {
            "passed": passed,
            "points": "31,5" if passed else "29,5",
            "maximum": "40",
            "threshold": "30",
            "trace": [
                (
                    "Эксперт 1 поставил 34 балла, эксперт 2 — 25 баллов: расхождение 9 баллов, "
                    "поэтому лист заполнил третий эксперт."
                ),
                "Итог третьего эксперта окончательный: он сравнён с проходным баллом 30.",
            ],
        },
        "badge": {"number": "68-2023-0017", "address": ADDRESS} if passed else None,
        "experts": [
            {"name": name, "points": points, "submitted": f"{day} мая 2023"}
            for name, points, day in zip(experts, ("34", "25", "29,5"), (24, 25, 31), strict=True)
        ],
        "sections": [_section(number, experts) for number in range(1, sections + 1)],
        "remarks": REMARKS,
        "steps": [
            {
                "text": "Исправьте обязательные замечания и ответьте на каждое из них в карточке.",
                "due": "20 июня 2023 года",
            },
            {"text": "Загрузите новую редакцию: она снова пройдёт модерацию РМЦ.", "due": ""},
        ],
        "contacts": "rmc@example.ru",
    }


def badge(title: str = "Робототехника: от идеи до модели") -> dict[str, Any]:
    """A badge of an invented programme."""
    return {
        "issuer": "Региональный модельный центр дополнительного образования детей",
        "badge": {
            "number": "68-2023-0017",
            "programme": title,
            "organisation": "МБУ ДО «Центр детского творчества „Берёзка“»",
            "municipality": "Приозёрский муниципальный округ",
            "authors": "",
            "issued": "9 июня 2023 года",
            "valid_until": "9 июня 2026 года",
            "points": "31,5",
            "maximum": "40",
            "address": ADDRESS,
            "qr": qr.svg(ADDRESS),
        },
    }


def _section(number: int, experts: list[str]) -> dict[str, Any]:
    return {
        "title": f"{number}. {TITLES[number % len(TITLES)]}",
        "maximum": "12",
        "totals": ["11", "7", "9,5"],
        "criteria": [
            {
                "number": f"{number}.{place}",
                "title": CRITERIA[(number + place) % len(CRITERIA)],
                "maximum": "4",
                "marks": [
                    {"points": "4", "level": "раскрыто полностью"},
                    {"points": "2", "level": "раскрыто частично"},
                    {"points": "3", "level": "раскрыто, есть неточности"},
                ],
                "comments": [{"expert": experts[1], "text": COMMENT}] if place == 2 else [],
            }
            for place in range(1, 4)
        ],
    }


PROGRAMME = {
    "title": "Робототехника: от идеи до модели",
    "organisation": "МБУ ДО «Центр детского творчества „Берёзка“»",
    "municipality": "Приозёрский муниципальный округ",
    "authors": "",
    "direction": "Техническая",
    "types": "Модульная, разноуровневая",
    "level": "Базовый",
    "ages": "10–13 лет",
    "duration": "2 года",
    "hours": "144 часа в год, 288 часов всего",
    "form": "Очная",
    "health": "Без ограничений",
    "financing": "Персонифицированное",
}
SUBMISSION = {
    "number": "68-2023-0041",
    "season": "2022/2023",
    "track": "Региональный",
    "round": "2",
    "revision": "3",
    "received": "18 мая 2023 года",
    "fingerprint": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
TITLES = ("Цель и задачи", "Содержание", "Планируемые результаты", "Условия реализации")
CRITERIA = (
    "Цель сформулирована так, что её достижение можно проверить",
    "Задачи раскрывают путь к цели и соотнесены с возрастом детей",
    "Учебный план согласован с содержанием: часы теории и практики сходятся по каждому разделу",
    "Формы контроля позволяют увидеть продвижение каждого ребёнка",
    "Материально-техническое обеспечение описано полно",
)
COMMENT = (
    "Задачи повторяют друг друга: вторая и четвёртая говорят об одном и том же. Объедините их и "
    "добавьте задачу, которая отвечает за работу в команде, — в содержании она есть."
)
REMARKS = [
    {
        "section": "Пояснительная записка",
        "items": [
            {
                "level": "must",
                "text": "Назовите действующий документ: прежний порядок утратил силу.",
                "quote": "в соответствии с приказом № 1008",
                "expert": "Эксперт 1",
                "criterion": "1.1",
            },
            {
                "level": "praise",
                "text": "Хорошо показано, чем программа отличается от соседних.",
                "quote": "",
                "expert": "Эксперт 2",
                "criterion": "",
            },
        ],
    },
    {
        "section": "Учебный план",
        "items": [
            {
                "level": "improve",
                "text": "В разделе 3 сумма часов 34, а в строке «Итого» стоит 36.",
                "quote": "Итого 36",
                "expert": "Эксперт 3",
                "criterion": "2.3",
            }
        ],
    },
]
