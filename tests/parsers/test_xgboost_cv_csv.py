"""What xgboost.cv returns, as CSV."""

from experiments.parsers import read_log

TEXT = (
    ",train-logloss-mean,train-logloss-std,test-logloss-mean,test-logloss-std\n"
    "0,0.6,0.01,0.7,0.02\n1,0.5,0.01,0.65,0.02\n"
)


def test_the_test_folds_are_validation_and_a_note_says_so():
    log = read_log("cv.csv", TEXT.encode())
    assert log.format == "xgboost_cv_csv"
    [run] = log.runs
    assert run.curves.values("train_loss").tolist() == [0.6, 0.5]
    assert run.curves.values("val_loss").tolist() == [0.7, 0.65]
    assert any("folds" in note for note in run.notes)


def test_deviations_are_metrics_beside_the_means():
    [run] = read_log("cv.csv", TEXT.encode()).runs
    assert [s.name for s in run.series if not s.column] == ["train-logloss-std", "test-logloss-std"]


def test_without_an_index_each_row_is_a_round():
    text = "train-error-mean,test-error-mean\n0.3,0.4\n0.2,0.35\n"
    [run] = read_log("cv.csv", text.encode()).runs
    assert [(s.name, s.split) for s in run.series] == [
        ("train-error-mean", "train"),
        ("test-error-mean", "val"),
    ]
