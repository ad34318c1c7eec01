"""The bench of documents over the texts of the repository: it runs and finds them right."""

from bench import document_quality, document_speed


def test_the_demo_programmes_are_measured_without_the_corpus(tmp_path):
    found = document_quality.measure(tmp_path, mutations=2)
    assert found.documents == 9
    assert found.left_out
    assert found.false_blocks == []
    assert found.recall.right >= 0.9 * found.recall.of > 0
    assert sum(share.of for share in found.seeded.values()) > 2


def test_a_text_grows_to_about_the_pages_asked_for():
    source = document_speed.DEMO.read_bytes()
    short, long = (document_speed.walk(document_speed.grown(source, n)) for n in (30, 300))
    assert 9 < long / short < 12
    assert document_speed.walk(source) < short
