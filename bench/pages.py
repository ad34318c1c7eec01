"""`./dev bench pages`: nine everyday requests beside the same ones on a bare page.

What is measured and how to read the table: docs/bench.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from flask_migrate import upgrade

from bench import filling
from bench.driving import ROOT, Answer, Client, serve
from bench.models import PASSWORD
from bench.papers import heavy_papers
from review.app import create_app
from review.config import Config
from review.documents.storage import Store

WARM_UP = 4
GOAL_RATIO, GOAL_STATEMENTS = 2.5, 12
JSON = "application/json"
Act = Callable[[Client], Answer]


@dataclass(frozen=True)
class Task:
    """One everyday request: who sends it, and how to each of the two servers."""

    name: str
    who: str
    product: Act
    bare: Act
    #: How many times fewer than asked, for what takes long.
    thin: int = 1


@dataclass(frozen=True)
class Figure:
    """What came out for one task; times in milliseconds, sizes in bytes."""

    task: str
    workers: int
    p50: float
    p95: float
    size: int
    statements: int
    bare_p50: float
    bare_p95: float
    bare_size: int
    bare_statements: int
    runs: int

    @property
    def ratio(self) -> float:
        """How many times slower than the bare page, by the medians."""
        return self.p50 / self.bare_p50


class Desk:
    """One client's acts; keeps the versions of the marks it saves, as the page's script does."""

    def __init__(self, filled: filling.Filled, papers: Sequence[bytes]) -> None:
        self.filled, self.papers = filled, papers
        self.unread = iter(papers[1:])
        self.versions: dict[str, str] = {}
        self.turn = 0

    def save(self, client: Client, criterion: str) -> Answer:
        """Save one mark as the review page's script does."""
        path = f"/scoring/{self.filled.bench}/marks/{criterion}"
        if criterion not in self.versions:
            page = client.open(f"/scoring/{self.filled.bench}").body.decode()
            form = page[page.index(f"/marks/{criterion}") :]
            self.versions[criterion] = form.split('name="version" value="')[1].split('"')[0]
        self.turn += 1
        fields = {
            "version": self.versions[criterion],
            "points": str(self.turn % 4),
            "remark": f"Допишите, чем подтверждается результат; замечание {self.turn}.",
        }
        answer = client.send(path, fields, JSON)
        if answer.status != 200:
            raise RuntimeError(f"saving a mark answered {answer.status}: {answer.body.decode()}")
        self.versions[criterion] = str(json.loads(answer.body)["version"])
        return answer

    def save_ours(self, client: Client) -> Answer:
        """Save a mark on the product."""
        return self.save(client, "A1")

    def save_bare(self, client: Client) -> Answer:
        """Save the mark beside it on the bare page: both work on one database."""
        return self.save(client, "A2")

    def known_paper(self, client: Client, query: str = "") -> Answer:
        """Upload a file whose bytes were read before."""
        return self._upload(client, self.papers[0], query)

    def new_paper(self, client: Client) -> Answer:
        """Upload a file never seen before; every call needs a paper of its own."""
        return self._upload(client, next(self.unread), "?read=1")

    def _upload(self, client: Client, data: bytes, query: str) -> Answer:
        programme = f"/programmes/{self.filled.programme_id}"
        if not client.token:
            client.open(programme)
        answer = client.upload(f"{programme}/revision{query}", "Программа.docx", data)
        if answer.status != 303:
            raise RuntimeError(f"the upload answered {answer.status}")
        return answer


def page(path: str) -> Act:
    """Open the page at this path."""
    return lambda client: client.open(path)


def tasks_of(filled: filling.Filled, desk: Desk) -> list[Task]:
    """The nine tasks; an upload counts twice, with its reading and without."""

    def same(name: str, who: str, path: str, thin: int = 1) -> Task:
        return Task(name, who, page(path), page(path), thin)

    return [
        same("expert's to-do", "expert", "/scoring/"),
        same("review page", "expert", f"/scoring/{filled.bench}"),
        Task("saving one mark", "expert", desk.save_ours, desk.save_bare),
        same("moderator's list", "rmc", "/moderation/all"),
        same("submission, all sheets", "rmc", f"/submissions/{filled.decided}/rounds"),
        same("search", "rmc", f"/moderation/all?q={_quoted(filled.subject)}"),
        same("season export, CSV", "rmc", "/reports/results.csv", thin=6),
        Task("submitting 1 MB", "teacher", desk.known_paper, desk.known_paper, 2),
        Task("  with its reading", "teacher", desk.new_paper, desk.new_paper, 20),
        same("registry", "", "/registry/"),
    ]


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def clients(filled: filling.Filled, product: int, bare: int) -> dict[str, tuple[Client, Client]]:
    """A signed-in client for each role on both servers; the bare one knows the same cookie."""
    found = {"": (Client(product), Client(bare))}
    for who in ("expert", "rmc", "teacher"):
        client = Client(product)
        client.sign_in(getattr(filled, who), PASSWORD)
        found[who] = (client, Client(bare, dict(client.cookies)))
    return found


def measure(
    task: Task, pair: tuple[Client, Client], repeat: int, workers: int, *, count: bool
) -> Figure:
    """Send both requests in turn, now one first and now the other; medians of all."""
    ours, theirs = pair
    runs = max(3, repeat // task.thin)
    for _ in range(min(WARM_UP, runs) * workers):
        task.product(ours)
        task.bare(theirs)
    statements = (
        [_statements(task.product, ours), _statements(task.bare, theirs)] if count else [0, 0]
    )
    found: tuple[list[Answer], list[Answer]] = ([], [])
    for turn in range(runs):
        for side in (0, 1) if turn % 2 else (1, 0):
            act, client = _sides(task, pair)[side]
            found[side].append(act(client))
    times = [sorted(one.seconds * 1000 for one in side) for side in found]
    return Figure(
        task.name,
        workers,
        *_summary(times[0]),
        len(found[0][-1].body),
        statements[0],
        *_summary(times[1]),
        len(found[1][-1].body),
        statements[1],
        runs,
    )


def _sides(task: Task, pair: tuple[Client, Client]) -> list[tuple[Act, Client]]:
    return [(task.product, pair[0]), (task.bare, pair[1])]


def _statements(act: Act, client: Client) -> int:
    client.statements()
    act(client)
    return client.statements()


def _summary(times: Sequence[float]) -> tuple[float, float]:
    place = min(len(times) - 1, round(0.95 * (len(times) - 1)))
    return statistics.median(times), times[place]


def run(data: Path, filled: filling.Filled, repeat: int, workers: int) -> list[Figure]:
    """Serve both with so many workers and measure every task."""
    with serve("product", data, workers) as product, serve("bare", data, workers) as bare:
        known = clients(filled, product, bare)
        papers = heavy_papers(2 * (max(3, repeat // 20) + WARM_UP * workers + 1) + 1)
        desk = Desk(filled, papers)
        return [
            measure(task, known[task.who], repeat, workers, count=workers == 1)
            for task in tasks_of(filled, desk)
        ]


def prepare(data: Path, submissions: int) -> filling.Filled:
    """Migrate and fill a fresh installation in `data`."""
    app = create_app(Config.from_env({}, data=data, worker=False))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        return filling.fill(Store(data / "files"), submissions)


def show(size: str, figures: Sequence[Figure]) -> None:
    """Print a table for people."""
    workers = figures[0].workers
    print(f"\n{size}: {filling.SIZES[size]:,} submissions, {workers} worker(s)")
    print(f"{'task':24} {'p50':>8} {'p95':>8} {'bytes':>9} {'SQL':>4}"
          f" | {'bare p50':>8} {'p95':>8} {'bytes':>9} {'SQL':>4} | ratio")  # fmt: skip
    for one in figures:
        over = [
            *(["ratio"] if one.ratio > GOAL_RATIO else []),
            *(["SQL"] if one.statements > GOAL_STATEMENTS else []),
        ]
        sql, bare_sql = (one.statements, one.bare_statements) if workers == 1 else ("", "")
        print(f"{one.task:24} {one.p50:8.1f} {one.p95:8.1f} {one.size:9,} {sql:>4}"
              f" | {one.bare_p50:8.1f} {one.bare_p95:8.1f} {one.bare_size:9,} {bare_sql:>4}"
              f" | {one.ratio:5.2f} {'over: ' + ', '.join(over) if over else ''}")  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """The command; 0 even when a goal is missed, for a noisy machine proves nothing."""
    parser = argparse.ArgumentParser(prog="./dev bench pages", description=__doc__)
    parser.add_argument("--size", choices=filling.SIZES, default="medium")
    parser.add_argument("--repeat", type=int, default=120, help="requests for each task and side")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--json", action="store_true", help="print figures for programs")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="znachok-bench-") as folder:
        data, begun = Path(folder), time.perf_counter()
        filled = prepare(data, filling.SIZES[given.size])
        took = time.perf_counter() - begun
        if not given.json:
            print(f"filled {filled.submissions:,} submissions in {took:.1f} s", flush=True)
        found = []
        for workers in given.workers:
            figures = run(data, filled, given.repeat, workers)
            found += figures
            if not given.json:
                show(given.size, figures)
                sys.stdout.flush()
    if given.json:
        rows = [{**asdict(one), "ratio": one.ratio, "size_name": given.size} for one in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    return 0
