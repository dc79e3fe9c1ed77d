"""A corpus is read with the product's parser, and what is wrong with it is named."""

import json
from dataclasses import replace

import numpy as np
import pytest

from experiments.scoring.corpus import CorpusError, load
from tests.scoring.corpora import curve, labelled, write_corpus, write_run


@pytest.fixture
def corpus(tmp_path):
    return write_corpus(tmp_path)


def change(path, **changes) -> None:
    truth = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({key: value for key, value in truth.items() if value is not None}))


def test_every_truth_becomes_a_run_with_its_log(corpus):
    runs = {run.name: run for run in load(corpus)}
    assert len(runs) == 8
    rising = runs["wide-rises"]
    assert (rising.family, rising.epochs, rising.n_val, rising.edge) == ("wide", 16, 100, False)
    assert rising.curves.values("val_loss")[0] == pytest.approx(1.5)
    assert runs["wide-gentle"].edge


def test_runs_come_in_the_order_of_their_names(corpus):
    names = [run.name for run in load(corpus)]
    assert names == sorted(names)


def test_what_the_truth_may_leave_out_is_not_needed(tmp_path):
    write_run(tmp_path, "a", curve("level", 9), "no", "wide", 100)
    change(tmp_path / "truth" / "a.json", config=None, n_val=None)
    [run] = load(tmp_path)
    assert (run.family, run.n_val, run.edge) == ("", None, False)


def test_a_log_without_a_truth_is_left_out(corpus):
    (corpus / "logs" / "other.csv").write_text("epoch,loss\n0,1\n1,0.5\n")
    assert len(load(corpus)) == 8


def test_a_folder_without_truths_says_what_a_corpus_is(tmp_path):
    with pytest.raises(CorpusError, match=r"no truth of any run. A corpus is a folder with"):
        load(tmp_path)


def test_a_missing_log_is_named(corpus):
    (corpus / "logs" / "wide-rises.csv").unlink()
    with pytest.raises(CorpusError, match=r"wide-rises.csv: this log is missing"):
        load(corpus)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"labels": 3}'])
def test_a_truth_without_labels_is_named(corpus, text):
    (corpus / "truth" / "wide-rises.json").write_text(text)
    with pytest.raises(CorpusError, match=r"wide-rises.json: "):
        load(corpus)


@pytest.mark.parametrize(
    ("label", "value", "complaint"),
    [
        ("overfits_loss", True, "overfits_loss must be text, not True"),
        ("onset_epoch", 3.5, "onset_epoch must be a whole number, not 3.5"),
        ("disagreement_scored", "no", "disagreement_scored must be true or false, not 'no'"),
        ("regimes", "other", "regimes must be a list, not 'other'"),
    ],
)
def test_a_label_of_another_type_is_named_with_what_is_needed(corpus, label, value, complaint):
    path = corpus / "truth" / "wide-rises.json"
    change(path, labels={label: value})
    with pytest.raises(CorpusError, match=f"wide-rises.json: {complaint}"):
        load(corpus)


def test_a_folder_in_place_of_a_log_is_named(corpus):
    (corpus / "logs" / "wide-rises.csv").unlink()
    (corpus / "logs" / "wide-rises.csv").mkdir()
    with pytest.raises(CorpusError, match=r"wide-rises.csv: Is a directory"):
        load(corpus)


def test_a_log_that_cannot_be_read_is_named_with_its_line(corpus):
    (corpus / "logs" / "wide-rises.csv").write_text("epoch,val_loss\n0,1,2\n")
    with pytest.raises(CorpusError, match=r"wide-rises.csv: line 2"):
        load(corpus)


def test_a_log_of_two_runs_is_none_of_a_corpus(corpus):
    text = "epoch,loss,val_loss\n0,1,1\n1,0.5,0.6\n0,1,1\n1,0.4,0.5\n"
    (corpus / "logs" / "wide-rises.csv").write_text(text)
    with pytest.raises(CorpusError, match="one run a log is needed, this one holds 2"):
        load(corpus)


def test_population_losses_must_be_as_many_as_epochs():
    with pytest.raises(CorpusError, match=r"population.loss has 2 values, but the log has 3"):
        labelled([3, 2, 1], population=[3, 2]).population_loss()


@pytest.mark.parametrize("loss", [["a", "b"], [[1], [1, 2]], {"x": 1}])
def test_a_population_loss_that_is_no_list_of_numbers_is_named(loss):
    with pytest.raises(CorpusError, match=r"truth of run: population.loss"):
        replace(labelled([2, 1]), truth={"population": {"loss": loss}}).population_loss()


def test_a_truth_without_population_is_told_from_the_log():
    with pytest.raises(CorpusError, match="has 0 values, but the log has 2 epochs"):
        replace(labelled([2, 1]), truth={"population": [1, 2]}).population_loss()


def test_a_population_loss_that_is_not_finite_is_kept():
    assert np.isnan(labelled([3, 2], population=[1.0, float("nan")]).population_loss()[1])
