"""Every check over real documents: none breaks, and few of its findings claim to be sure."""

from collections import Counter

import pytest

from review.documents.checks.finding import Severity
from review.documents.examination import examine
from review.documents.reading import docx, pdf
from tests.documents.checks.programme import TODAY

READERS = {".docx": docx.read, ".pdf": lambda file: pdf.read(file.read())}
#: Findings one document may surely have besides notes; more would drown the author.
MOST = 25


@pytest.mark.parametrize("kind", sorted(READERS))
def test_no_check_breaks_on_a_real_programme(corpus, kind):
    files = sorted(path for path in (corpus / "programmes").iterdir() if path.suffix == kind)
    assert files
    for path in files:
        with path.open("rb") as file:
            model = READERS[kind](file)
        found = examine(model, TODAY).findings
        sure = Counter(one.check for one in found if one.severity is not Severity.NOTE)
        text = {name: count for name, count in sure.items() if name in ("E39", "E32", "E12")}
        assert sum(text.values()) <= MOST, (path.name, sure)
        assert all(one.found.block in {"", *model.by_id} for one in found), path.name
