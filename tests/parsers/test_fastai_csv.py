"""history.csv of fastai."""

from experiments.parsers import read_log


def read(text: str):
    log = read_log("history.csv", text.encode())
    assert log.format == "fastai_csv"
    return log.runs


def test_a_bare_accuracy_is_of_validation():
    [run] = read("epoch,train_loss,valid_loss,accuracy,time\n0,0.9,0.8,0.75,04:39\n")
    assert {s.column: s.name for s in run.series if s.column} == {
        "train_loss": "train_loss",
        "val_loss": "valid_loss",
        "val_accuracy": "accuracy",
    }


def test_every_other_metric_is_of_validation_too():
    [run] = read("epoch,train_loss,valid_loss,f1_score,dice,time\n0,0.9,0.8,0.7,0.6,00:10\n")
    assert [(s.name, s.split) for s in run.series[2:]] == [
        ("f1_score", "val"),
        ("dice", "val"),
        ("time", ""),
    ]


def test_an_error_rate_is_no_accuracy_and_a_note_says_what_it_is():
    [run] = read("epoch,train_loss,valid_loss,error_rate,time\n0,0.9,0.8,0.25,00:10\n")
    error = run.series[2]
    assert (error.kind, error.split, error.value.tolist()) == ("error_rate", "val", [0.25])
    assert any("1 - accuracy" in note for note in run.notes)


def test_minutes_and_seconds_are_kept_in_seconds():
    [run] = read("epoch,train_loss,valid_loss,time\n0,0.9,0.8,04:39\n1,0.9,0.8,1:00:01\n")
    assert run.series[-1].value.tolist() == [279.0, 3601.0]


def test_what_was_not_validated_was_not_logged():
    [run] = read(
        "epoch,train_loss,valid_loss,accuracy,time\n0,0.9,#na#,#na#,00:10\n1,1,2,0.5,00:10\n"
    )
    assert [len(s.value) for s in run.series] == [2, 1, 1, 2]


def test_a_second_fit_appended_to_the_file_is_a_second_run():
    head = "epoch,train_loss,valid_loss,accuracy,time\n"
    rows = "0,0.9,0.8,0.75,00:10\n1,0.8,0.7,0.8,00:10\n"
    assert [run.name for run in read(head + rows + head + rows)] == ["run 1", "run 2"]
