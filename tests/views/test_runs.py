import html
import json
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from experiments.models import Project, Run
from experiments.services import analyses, runs
from tests.cast import client_of
from tests.logs import keras_csv
from tests.views.run_cases import OVERFITTING, perform, stored, uploaded

FIGURES = re.compile(r'<script id="figures" type="application/json">(.*?)</script>', re.DOTALL)


def spaced(html: str) -> str:
    """With all spaces alike, those between a number and its unit too."""
    return html.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def client(viewer: User) -> Client:
    return client_of(viewer)


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    return stored(cats, editor)


def page(client: Client, run: Run, name: str = "run", **query: object) -> str:
    answer = client.get(reverse(name, args=[run.uuid]), query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_the_verdict_is_in_the_first_html(client: Client, run: Run) -> None:
    shown = page(client, run)
    assert '<h2 id="verdict">Overfits from epoch 4</h2>' in shown
    assert run.verdict_body in spaced(shown)
    assert run.verdict_advice in shown
    assert "hx-get" not in shown


def test_a_running_run_says_whether_to_stop(client: Client, run: Run) -> None:
    Run.objects.update(status=Run.Status.RUNNING)
    shown = text_of(page(client, run))
    assert f"Stop now. {run.stop_advice['sentence']}" in shown


def test_a_finished_run_is_told_no_more_to_stop(client: Client, run: Run) -> None:
    assert run.stop_advice["action"] == "stop"
    assert "Stop now" not in page(client, run)


def test_the_best_values_are_shown_with_their_epochs(client: Client, run: Run) -> None:
    shown = text_of(page(client, run))
    assert "Lowest val loss 0.7000 epoch 4" in shown
    assert "Highest val accuracy 75.00 % epoch 12" in shown


def test_a_log_by_step_counts_what_was_logged_not_steps(
    client: Client, cats: Project, editor: User
) -> None:
    rows = "".join(f'{{"step": {10 * i}, "loss": {2 - i / 100}}}\n' for i in range(1, 31))
    run = uploaded(cats, editor, "steps.jsonl", rows.encode())
    assert "30 logged points" in text_of(page(client, run))
    assert "30 steps" not in text_of(page(client, run))


def test_every_finding_unfolds_to_numbers_method_and_advice(client: Client, run: Run) -> None:
    shown = text_of(page(client, run))
    found = run.findings.get(rule="overfitting", verdict="yes")
    for part in (found.sentence, found.advice, "Rule overfitting , version", "Lowest loss 0.7000"):
        assert part in shown


def test_what_was_not_found_and_what_could_not_be_told_is_there(client: Client, run: Run) -> None:
    shown = page(client, run)
    for finding in run.findings.all():
        assert finding.sentence in spaced(shown)


def test_the_charts_are_drawn_by_the_server(client: Client, run: Run) -> None:
    shown = page(client, run)
    assert shown.count('<svg class="chart wide"') == 3
    assert "lowest loss, 4" in shown
    assert "highest accuracy, 12" in shown


def test_the_table_holds_the_numbers_of_the_log(client: Client, run: Run) -> None:
    body = page(client, run).split("<tbody>")[1].split("</tbody>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t", row) for row in body.split("</tr>")[:-1]]
    expected = [
        [str(n + 1), *(f"{OVERFITTING[m][n]:.4f}" for m in ("loss", "val_loss"))]
        + [f"{OVERFITTING[m][n] * 100:.2f}" for m in ("accuracy", "val_accuracy")]
        for n in range(12)
    ]
    assert cells == expected


def test_a_long_table_says_what_it_leaves_out_until_all_is_asked_for(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, loss=[1 / (n + 1) for n in range(600)])
    assert "the first 500 of 600 rows" in page(client, run)
    assert 'href="?scale=log&table=all#table"' in page(client, run, scale="log")
    assert "the first 500" not in page(client, run, table="all")
    assert '<th scope="row">600</th>' in page(client, run, table="all")


def test_a_value_that_is_not_finite_is_named_in_the_table(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, loss=[1.0, 0.9, 0.8, float("nan")], val_loss=[1.0, 0.9, 0.8, 0.7])
    assert '<td class="num">not finite</td>' in page(client, run)


def test_controls_come_from_the_address(client: Client, run: Run) -> None:
    shown = page(client, run, scale="log", smooth="3", split="val")
    assert '<input type="radio" name="scale" value="log" checked>' in shown
    assert 'value="3"><output for="smooth">3</output>' in shown
    figures = json.loads(FIGURES.search(shown)[1])
    assert figures["loss"]["meta"]["splits"] == ["val"]
    assert figures["loss"]["layout"]["yaxis"]["type"] == "log"
    assert '<path class="line raw val s1"' in shown


@pytest.mark.parametrize(
    "query",
    [
        {"x": "parsec", "scale": "cubic", "smooth": "many", "split": "third"},
        {"smooth": "-1"},
        {"smooth": "9" * 400},
        {"smooth": "²"},
        {"x": "\x00", "split": ["val", "\x00"]},
        {"table": "some"},
    ],
)
def test_values_that_mean_nothing_are_passed_over(client: Client, run: Run, query: dict) -> None:
    page(client, run, **query)
    page(client, run, "run_figures", **query)


def test_figures_are_those_of_the_page(client: Client, run: Run) -> None:
    query = {"scale": "log", "smooth": "2"}
    in_page = json.loads(FIGURES.search(page(client, run, **query))[1])
    assert client.get(reverse("run_figures", args=[run.uuid]), query).json() == in_page


def test_the_disagreement_is_shaded_in_both_charts(client: Client, run: Run) -> None:
    found = run.findings.filter(rule="disagreement", verdict="yes", split="val")
    figures = client.get(reverse("run_figures", args=[run.uuid])).json()
    for figure in figures.values():
        bands = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
        assert [(band["x0"], band["x1"]) for band in bands] == [
            (f.first_epoch, f.last_epoch) for f in found
        ]
        assert bands


def test_a_waiting_analysis_is_asked_for_until_it_is_done(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, analysed=False)
    status = reverse("run_status", args=[run.uuid])
    shown = page(client, run)
    assert "Waiting to be analysed" in shown
    assert f'hx-get="{status}?state=queued"' in shown
    assert client.get(status, {"state": "queued"}).status_code == 204

    perform(run)

    fragment = page(client, run, "run_status", state="queued")
    assert 'hx-swap-oob="innerHTML:#verdict-block"' in fragment
    assert "Overfits from epoch 4" in fragment
    assert run.findings.get(rule="overfitting").sentence in spaced(fragment)
    assert "hx-get" not in fragment


def test_a_running_analysis_says_which_epochs_it_reads(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, analysed=False)
    analyses.claim(run.analyses.get().pk)
    fragment = page(client, run, "run_status", state="queued")
    assert "Analysing epochs 1–12" in text_of(fragment)
    assert "?state=running" in fragment


def test_a_verdict_of_older_rules_says_so_to_all_and_offers_editors_the_present_ones(
    client: Client, run: Run, editor: User
) -> None:
    older = "Written by older rules"
    assert older not in page(client, run)
    run.analyses.update(version="1.1")
    assert f"{older} (1.1)" in page(client, run)
    again = '<button class="btn" type="submit">Analyse again</button>'
    assert again not in page(client, run)
    assert again in page(client_of(editor), run)


def test_a_failed_analysis_shows_its_error_and_a_way_to_try_again(
    cats: Project, editor: User, viewer: User
) -> None:
    run = stored(cats, editor, analysed=False)
    analyses.store_failure(analyses.claim(run.analyses.get().pk), "ValueError: <no> epochs")
    again = f'action="{reverse("run_analyse", args=[run.uuid])}"><input type="hidden"'
    shown = page(client_of(editor), run)
    assert "The analysis failed" in shown
    assert "ValueError: <no> epochs" in shown
    assert "<no>" not in client_of(editor).get(reverse("run", args=[run.uuid])).content.decode()
    assert shown.count(again) == 2
    assert again not in page(client_of(viewer), run)


def test_the_log_comes_back_byte_for_byte_and_is_never_shown(
    client: Client, cats: Project, editor: User
) -> None:
    data = b"\xef\xbb\xbf" + keras_csv(8)
    run = uploaded(cats, editor, "my <log>.csv", data)
    answer = client.get(reverse("run_file", args=[run.uuid]))
    assert answer.getvalue() == data
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_log_goes_with_a_run_that_was_moved(cats: Project, editor: User) -> None:
    run = uploaded(cats, editor, "log.csv", keras_csv(8))
    reader = User.objects.create_user("reader")
    other = Project.objects.create(slug="dogs", name="Dogs")
    other.memberships.create(user=reader, role="viewer")
    runs.move_run(run, other)
    answer = client_of(reader).get(reverse("run_file", args=[run.uuid]))
    assert answer.getvalue() == keras_csv(8)


def test_a_run_without_a_file_offers_none(client: Client, run: Run) -> None:
    assert "Original log" not in page(client, run)
    assert client.get(reverse("run_file", args=[run.uuid])).status_code == 404


def test_the_page_says_how_the_log_was_read(client: Client, cats: Project, editor: User) -> None:
    log = b"epoch,loss,accuracy,val_accuracy\n1,0.9,60,58\n2,0.7,71,69\n3,0.6,80,75\n"
    run = uploaded(cats, editor, "log.csv", log)
    shown = page(client, run)
    assert "percent" in " ".join(run.reading_notes)
    for note in run.reading_notes:
        assert note in shown.split("How the log was read")[1]
    assert shown.index('id="findings"') < shown.index("How the log was read")
    assert '<td class="num">75.00</td>' in shown


def test_other_metrics_are_drawn_with_their_last_value(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, loss=[1.0, 0.5, 0.4], learning_rate=[0.1, 0.01, 0.001])
    shown = text_of(page(client, run))
    assert "learning_rate 0.001" in shown
    assert "Epoch value 1 0.1 2 0.01 3 0.001" in shown


def test_a_run_with_neither_loss_nor_accuracy_says_so(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, learning_rate=[0.1, 0.01, 0.001])
    assert "No loss and no accuracy" in page(client, run)
    assert client.get(reverse("run_figures", args=[run.uuid])).json() == {}


def test_a_run_without_a_single_finite_value_says_so_and_shows_its_table(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, loss=[float("nan"), float("inf"), float("nan")])
    shown = page(client, run)
    assert "Nothing to draw" in shown
    assert shown.count('<td class="num">not finite</td>') == 3
    assert "Diverged" in shown


def test_closing_values_of_the_log_are_shown(client: Client, run: Run) -> None:
    run.summary = {"train_loss": 0.123456789, "train_runtime": "inf"}
    run.save()
    shown = text_of(page(client, run))
    assert "Closing values of the log train_loss 0.1235 train_runtime ∞" in shown


def test_facts_are_shown_with_their_source(client: Client, cats: Project, editor: User) -> None:
    run = stored(cats, editor)
    run.parameters, run.n_val = {"num_classes": "10"}, 5000
    run.save()
    shown = text_of(page(client, run))
    assert "Number of classes 10 from the parameters" in shown
    assert "Validation samples 5,000 entered" in shown
    assert "Majority share not known" in shown


def test_names_and_notes_of_a_run_are_text(client: Client, run: Run) -> None:
    run.name = run.notes = "</script><script>alert(1)</script>"
    run.parameters = {run.name: run.name}
    run.save()
    shown = client.get(reverse("run", args=[run.uuid])).content.decode()
    assert "<script>alert" not in shown


def test_viewers_see_no_way_to_change_the_run(client: Client, run: Run) -> None:
    shown = page(client, run)
    for name in ("run_edit", "run_facts", "run_metrics", "run_move", "run_delete", "run_analyse"):
        assert reverse(name, args=[run.uuid]) not in shown


def test_the_page_takes_few_queries_however_many_metrics_there_are(
    client: Client, cats: Project, editor: User, django_assert_max_num_queries
) -> None:
    metrics = {f"metric_{n}": [1.0, 2.0, 3.0] for n in range(40)}
    run = stored(cats, editor, **OVERFITTING, **metrics)
    with django_assert_max_num_queries(16):
        page(client, run)


def test_the_page_stands_in_for_every_style_that_the_chart_library_would_add(
    client: Client, run: Run
) -> None:
    library = Path(finders.find("vendor/plotly.min.js")).read_text(encoding="utf-8")
    added = re.findall(r'createElement\("style"\);\w+\.id="([0-9a-f]+)"', library)
    assert added
    assert [style for style in added if f'id="{style}"' not in page(client, run)] == []
