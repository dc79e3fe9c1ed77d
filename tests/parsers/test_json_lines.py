import json

from experiments.parsers import read_log


def lines(*records: dict) -> bytes:
    return "\n".join(map(json.dumps, records)).encode()


def test_json_lines_may_differ_in_their_keys():
    data = lines({"epoch": 1, "loss": 1}, {"epoch": 1, "val_loss": 2}, {"epoch": 2, "loss": 0.5})
    [run] = read_log("log.json", data).runs
    assert [len(s.value) for s in run.series] == [2, 1]


def test_a_mode_tells_the_split_of_its_line():
    data = lines(
        {"mode": "train", "epoch": 1, "loss": 1}, {"mode": "val", "epoch": 1, "loss": 2, "acc": 0.5}
    )
    [run] = read_log("log.json", data).runs
    assert sorted(s.column for s in run.series) == ["train_loss", "val_accuracy", "val_loss"]


def test_an_evaluation_whose_step_is_the_epoch_belongs_to_it():
    data = lines(
        {"loss": 2.0, "epoch": 1, "step": 96},
        {"accuracy/top1": 24.0, "step": 1},
        {"loss": 1.0, "epoch": 2, "step": 192},
        {"accuracy/top1": 48.0, "step": 2},
    )
    [run] = read_log("log.json", data).runs
    assert run.curves.values("val_accuracy").tolist() == [0.24, 0.48]


def test_time_stamps_are_kept_in_milliseconds():
    data = lines({"epoch": 1, "loss": 1, "timestamp": 1700000000.5})
    [run] = read_log("log.json", data).runs
    assert run.series[0].time.tolist() == [1700000000500]


def test_text_that_is_the_same_in_every_line_becomes_a_parameter():
    data = lines(
        {"epoch": 1, "loss": 1, "optimizer": "sgd"}, {"epoch": 2, "loss": 1, "optimizer": "sgd"}
    )
    [run] = read_log("log.json", data).runs
    assert run.parameters == {"optimizer": "sgd"}


def test_half_a_character_in_a_name_is_replaced():
    data = b'{"epoch": 1, "loss": 2, "a\\ud800b": 3, "smile \\ud83d\\ude00": 4}'
    [run] = read_log("log.json", data + b"\n" + data).runs
    assert [s.name for s in run.series] == ["loss", "a?b", "smile \N{GRINNING FACE}"]


def test_a_list_of_objects_inside_an_object_is_read():
    data = b'{"model": "cnn", "history": [{"epoch": 1, "loss": 2}, {"epoch": 2, "loss": 1}]}'
    [run] = read_log("log.json", data).runs
    assert run.curves.values("train_loss").tolist() == [2, 1]
