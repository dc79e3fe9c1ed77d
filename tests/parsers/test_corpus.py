"""Every log of the corpus gives the numbers that an independent reading gives."""

import pytest

from experiments.parsers import ParseError, read_log
from tests import corpus

pytestmark = pytest.mark.skipif(
    not corpus.available(), reason="the corpus of real logs is not beside the repository"
)

EXPECTED = corpus.expected() if corpus.available() else []
REFUSED = corpus.refused() if corpus.available() else []


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda e: e.name)
def test_epochs_and_last_values_agree(expected):
    log = read_log(expected.path.name, expected.path.read_bytes())
    found = [
        corpus.Run(run.curves.epoch_count, {s.column: s.value[-1] for s in run.series if s.column})
        for run in log.runs
    ]
    assert found == list(expected.runs)


@pytest.mark.parametrize("name", corpus.OTHER_METRICS_ONLY)
def test_logs_of_other_metrics_keep_every_row(name):
    [run] = read_log(name, (corpus.ROOT / name).read_bytes()).runs
    assert {len(s.value) for s in run.series} == {corpus.OTHER_METRICS_ONLY[name]}


@pytest.mark.parametrize("path", REFUSED, ids=lambda p: p.name)
def test_pointers_of_git_lfs_are_refused_by_name(path):
    with pytest.raises(ParseError, match="Git LFS pointer"):
        read_log(path.name, path.read_bytes())


def test_every_log_of_the_formats_is_in_the_table():
    folders = (
        "keras_csv keras_history_json lightning_csv hf_trainer_state generic_csv mae_jsonl "
        "nanogpt_csv simpletransformers_csv timm_like_csv yolo_results_csv fastai_csv"
    )
    files = {
        str(path.relative_to(corpus.ROOT))
        for folder in folders.split()
        for path in (corpus.ROOT / folder).iterdir()
    }
    assert files - {e.name for e in EXPECTED} - set(corpus.OTHER_METRICS_ONLY) == set()
