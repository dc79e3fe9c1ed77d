"""A stored report is the report that was stored."""

import pytest

from experiments.predictions.report import (
    Bin,
    Calibration,
    ClassReport,
    Concentration,
    Confusion,
    Decomposition,
    HardSample,
    OutdatedReportError,
    Report,
    Temperature,
    Words,
)

ONE_BIN = (Bin(0.4, 0.5, 2, 0.45, 0.5, (0.1, 0.9)),)
CALIBRATION = Calibration(0.7, 0.4, 0.6, 0.1, 0.1, ONE_BIN, ONE_BIN)

REPORT = Report(
    n=2,
    kind="logits",
    class_names=("cat", "dog"),
    log_loss=0.7,
    log_loss_interval=(0.2, 1.2),
    accuracy=0.5,
    accuracy_interval=(0.1, 0.9),
    balanced_accuracy=0.5,
    macro_f1=0.5,
    majority_baseline=0.5,
    majority_class="cat",
    zero_probabilities=0,
    wrong=1,
    loss_share_wrong=0.9,
    mean_loss_right=None,
    mean_loss_wrong=1.3,
    confidence="over",
    confidence_shown=False,
    confidence_gap=0.1,
    confidence_gap_interval=(-0.2, 0.4),
    before=CALIBRATION,
    after=CALIBRATION,
    temperature=Temperature(1.2, 1.5, (0.8, 1.9)),
    decomposition=Decomposition(0.1, 0.2, 0.69),
    concentration=Concentration((0.0, 1.0), (0.0, 1.0), 1, 0.5),
    per_class=(ClassReport("cat", 1, 1, 0.5, 0.5, 0.5, None, 0.2),),
    confusion=((1, 0), (1, 0)),
    confusions=(Confusion(1, 0, 1),),
    hardest=(HardSample(1, "b", 1, 0, 0.1, 0.9, 2.3, 0.9),),
    words=Words("One error.", "", "Keep it."),
)


def test_a_report_comes_back_from_json_as_it_went_in():
    assert Report.from_json(REPORT.as_json()) == REPORT


def without(part: str) -> dict[str, object]:
    return {name: value for name, value in REPORT.as_json().items() if name != part}


@pytest.mark.parametrize(
    "stored",
    [
        {},
        None,
        [],
        without("hardest"),
        REPORT.as_json() | {"newer": 1},
        REPORT.as_json() | {"log_loss": None},
        REPORT.as_json() | {"log_loss": "0.7"},
        REPORT.as_json() | {"temperature": 1.2},
        REPORT.as_json() | {"accuracy_interval": [0.1]},
        REPORT.as_json() | {"per_class": {"cat": 1}},
        REPORT.as_json() | {"per_class": [{"name": "cat"}]},
    ],
)
def test_a_report_of_another_shape_is_refused(stored: object):
    with pytest.raises(OutdatedReportError):
        Report.from_json(stored)


def test_the_sentence_leaves_out_what_is_empty():
    assert REPORT.words.sentence == "One error. Keep it."
