"""Every log of the corpus gives the numbers that an independent reading gives."""

import pytest

from experiments.parsers import ParseError, read_log
from experiments.parsers.grouping import group
from tests import corpus
from tests.corpus import reading, sources

pytestmark = pytest.mark.skipif(
    not corpus.available(), reason="the corpus of real logs is not beside the repository"
)

LOGS = corpus.expected() if corpus.available() else []
REFUSED = corpus.refused() if corpus.available() else []


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.name)
def test_runs_epochs_last_and_best_values_agree(log):
    assert reading.found_in(log) == log.runs


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.name)
def test_what_is_no_log_is_refused_with_a_reason_and_an_advice(path):
    with pytest.raises(ParseError) as refusal:
        read_log(path.name, path.read_bytes())
    assert refusal.value.reason
    assert refusal.value.advice


def test_every_row_of_the_list_of_sources_is_covered():
    refused = {path.relative_to(corpus.ROOT).as_posix() for path in REFUSED}
    of_logs = [name for name in sources.names() if not name.startswith("predictions/")]
    assert sorted(of_logs) == sorted({log.name for log in LOGS} | refused)


def test_dropped_all_at_once_the_files_part_into_the_same_logs():
    files = {log.name: [p.relative_to(corpus.ROOT).as_posix() for p in log.files] for log in LOGS}
    groups = group([path for paths in files.values() for path in paths])
    assert {frozenset(one.paths) for one in groups} == set(map(frozenset, files.values()))
