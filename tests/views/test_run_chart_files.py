import csv
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from experiments.curves import Series
from experiments.models import Project, Run
from experiments.parsers.log import ParsedRun
from experiments.services import runs, uploads
from tests.cast import client_of
from tests.logs import parsed_log
from tests.views.run_cases import OVERFITTING, stored

STEPS = 5_000


@pytest.fixture
def client(viewer: User) -> Client:
    return client_of(viewer)


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    return stored(cats, editor)


@pytest.fixture
def long_run(cats: Project, editor: User) -> Run:
    step = np.arange(1, STEPS + 1)
    spiked = np.where(step == 1_234, 7.0, 0.5)
    series = (
        Series.of("loss", "loss", "train", spiked, step=step),
        Series.of("val_loss", "loss", "val", [0.6, 0.5], step=[2_500, 5_000]),
        Series.of("=cmd|x", "=cmd|x", "", [1.0, 2.0], step=[10, 20]),
        Series.of("val_f1", "f1", "val", [0.1], step=[10]),
    )
    options = uploads.UploadOptions(name="resnet/18")
    [made] = runs.create_runs(cats, editor, parsed_log(ParsedRun(series)), options=options)
    return made


def rows(client: Client, run: Run, **query: object) -> list[dict[str, str]]:
    answer = client.get(reverse("run_chart_csv", args=[run.uuid]), query)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


def drawing(client: Client, run: Run, **query: object) -> ElementTree.Element:
    answer = client.get(reverse("run_chart_svg", args=[run.uuid]), query)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)


def test_a_csv_has_every_point_of_its_chart(client: Client, long_run: Run) -> None:
    found = rows(client, long_run, chart="loss")

    assert len(found) == STEPS + 2
    assert {row["metric"] for row in found} == {"loss", "val_loss"}
    assert [float(r["value"]) for r in found if r["step"] == "1234"] == [7.0]


def test_a_csv_holds_the_numbers_of_the_log(client: Client, run: Run) -> None:
    found = rows(client, run, chart="accuracy", split="val")

    assert [float(row["value"]) for row in found] == OVERFITTING["val_accuracy"]


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        ({"from": 1_230, "to": 1_234}, [1_230, 1_231, 1_232, 1_233, 1_234]),
        ({"from": 1_230, "to": 1_234, "of": "epoch"}, None),
        ({"from": 9, "to": 3}, None),
    ],
)
def test_a_window_is_honoured_where_it_is_one_of_the_axis(
    client: Client, long_run: Run, query: dict, steps: list[int] | None
) -> None:
    found = rows(client, long_run, chart="loss", split="train", x="step", **query)

    assert [int(row["step"]) for row in found] == (steps or list(range(1, STEPS + 1)))


def test_a_name_that_spreadsheets_take_for_a_formula_is_text(client: Client, long_run: Run) -> None:
    assert {r["metric"] for r in rows(client, long_run, chart="metric:=cmd|x")} == {"'=cmd|x"}


def test_files_are_saved_under_the_names_of_run_and_chart(client: Client, long_run: Run) -> None:
    for name, suffix in (("run_chart_csv", "csv"), ("run_chart_svg", "svg")):
        answer = client.get(reverse(name, args=[long_run.uuid]), {"chart": "loss"})
        assert f'attachment; filename="resnet-18-loss.{suffix}"' in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_drawing_says_what_it_is_of_and_has_every_point(client: Client, long_run: Run) -> None:
    root = drawing(client, long_run, chart="loss")

    assert "resnet/18" in [e.text for e in root.iter() if e.tag.endswith("text")]
    [train] = [e for e in root.iter() if e.get("stroke-dasharray") == "5 4"]
    assert train.get("d", "").count("L") == STEPS - 1


def test_a_drawing_as_it_is_shown_has_its_band(client: Client, long_run: Run) -> None:
    root = drawing(client, long_run, chart="loss", points="few")

    assert [e for e in root.iter() if e.get("fill-opacity")]
    assert any("500 of 5,000 points" in (e.text or "") for e in root.iter())


def test_a_drawing_of_any_other_metric(client: Client, long_run: Run) -> None:
    assert "val_f1 by step" in [
        e.text for e in drawing(client, long_run, chart="metric:val_f1").iter()
    ]


def background(root: ElementTree.Element) -> str | None:
    return next(e for e in root.iter() if e.tag.endswith("rect")).get("fill")


def test_a_theme_is_one_of_two(client: Client, run: Run) -> None:
    light, dark, other = (
        background(drawing(client, run, chart="loss", theme=theme))
        for theme in ("light", "dark", "none")
    )

    assert light == other != dark


@pytest.mark.parametrize("chart", ["", "nothing", "metric:", "metric:loss"])
@pytest.mark.parametrize("name", ["run_chart_csv", "run_chart_svg"])
def test_a_chart_that_is_not_there_is_not_found(
    client: Client, run: Run, name: str, chart: str
) -> None:
    assert client.get(reverse(name, args=[run.uuid]), {"chart": chart}).status_code == 404


def test_strangers_get_nothing(stranger: User, run: Run) -> None:
    for name in ("run_chart_csv", "run_chart_svg", "run_all_metrics", "run_metric_figures"):
        answer = client_of(stranger).get(reverse(name, args=[run.uuid]), {"chart": "loss"})
        assert answer.status_code == 404
