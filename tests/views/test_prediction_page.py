import html
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from experiments.models import Predictions, Project
from experiments.predictions.glossary import GLOSSARY
from experiments.predictions.measure import measure
from experiments.predictions.report import Report
from experiments.predictions.scores import Scores
from tests.cast import client_of, make_run
from tests.views.prediction_cases import measured, scores, stored


@pytest.fixture
def client(viewer: User) -> Client:
    return client_of(viewer)


def raw(client: Client, shown: Predictions, **query: str) -> str:
    answer = client.get(reverse("predictions", args=[shown.uuid]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def section(page: str, name: str) -> str:
    """From the heading with this id to the next heading of its kind."""
    start = page.index(f'id="{name}"')
    end = page.find("<h2", start)
    return page[start : end if end > 0 else None]


def report_of(shown: Predictions) -> Report:
    return Report.from_json(shown.report)


def drawings(page: str) -> list[ElementTree.Element]:
    found = re.findall(r'<svg class="(?:chart|heat).*?</svg>', page, re.DOTALL)
    return [ElementTree.fromstring(svg) for svg in found]


def test_the_sentence_and_the_four_numbers_come_first(client: Client, cats: Project) -> None:
    shown = measured(cats, scores())
    page, report = raw(client, shown), report_of(shown)
    first = text_of(page[: page.index('id="where"')])

    assert f'<h2 id="verdict">{report.words.headline}</h2>' in html.unescape(page)
    assert report.words.advice in first
    assert f"{100 * report.accuracy:.2f} %" in first
    assert f"{report.log_loss:.4f} after T: {report.after.log_loss:.4f}" in first
    assert f"{100 * report.before.ece:.1f} % after T: {100 * report.after.ece:.1f} %" in first
    assert f"{report.before.brier:.4f} after T: {report.after.brier:.4f}" in first


@pytest.mark.parametrize("classes", [2, 3, 20, 21, 100, 201])
def test_every_drawing_is_whole_and_every_id_is_there_once(
    client: Client, cats: Project, classes: int
) -> None:
    page = raw(client, measured(cats, scores(classes)))
    ids = re.findall(r'\bid="([^"]+)"', page)
    described = re.findall(r'aria-describedby="([^"]+)"', page)

    assert len(drawings(page)) == 6 + (20 < classes <= 200)
    assert len(ids) == len(set(ids))
    assert described
    assert set(described) <= set(ids)
    assert " style=" not in page


def test_every_number_has_its_explanation(client: Client, cats: Project) -> None:
    page = raw(client, measured(cats, scores()))
    tips = dict(re.findall(r'role="tooltip" id="([^"]+)">(.*?)</span>', page, re.DOTALL))
    buttons = re.findall(r'class="term" aria-describedby="([^"]+)"', page)

    assert len(buttons) > 25
    assert all(tips[name].strip() for name in buttons)


def test_every_entry_of_the_glossary_is_met_at_a_number(client: Client, cats: Project) -> None:
    zeros = Scores(np.array([0, 1]), np.array([[1.0, 0.0]] * 2), "probabilities", ("a", "b"))
    pages = [raw(client, measured(cats, made)) for made in (scores(), zeros)]
    tips = re.findall(r'role="tooltip"[^>]*><b>(.*?)\.</b>', "".join(pages))
    assert set(tips) == {html.escape(about.title) for about in GLOSSARY.values()}


def test_names_of_classes_are_escaped_everywhere(client: Client, cats: Project) -> None:
    names = ("<b>cat</b>", '"><script>alert(1)</script>', "dog & co")
    for classes in (3, 30):
        given = names + tuple(f"c{i}" for i in range(3, classes))
        page = raw(client, measured(cats, scores(classes, names=given)))
        assert "<b>cat" not in page
        assert "<script>alert" not in page
        assert "&lt;b&gt;cat&lt;/b&gt;" in page


def test_a_very_long_name_is_whole_in_the_class_table_only(client: Client, cats: Project) -> None:
    name = "cat " * 30
    page = raw(client, measured(cats, scores(3, names=(name, "dog", "fox"))))

    assert name in section(page, "classes")
    assert name[:40] in section(page, "hardest") + section(page, "mistakes")
    assert name not in section(page, "hardest") + section(page, "mistakes")


def test_a_small_matrix_is_a_table_with_counts_or_shares(client: Client, cats: Project) -> None:
    shown = measured(cats, scores(3))
    row = report_of(shown).confusion[0]

    counts = text_of(section(raw(client, shown), "confusion"))
    shares = text_of(section(raw(client, shown, confusion="rows"), "confusion"))

    assert f"class 0 {row[0]} {row[1]} {row[2]}" in counts
    assert f"class 0 {100 * row[0] / sum(row):.1f}" in shares


def test_two_classes_are_told_both_ways(client: Client, cats: Project) -> None:
    made = Scores(
        np.array([0, 0, 0, 1, 1]),
        np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.4, 0.6], [0.8, 0.2]]),
        "probabilities",
        ("cat", "dog"),
    )
    told = text_of(section(raw(client, measured(cats, made)), "confusion"))
    assert "“cat” is taken for “dog” twice, the other way round once." in told


def test_mistakes_that_do_not_recur_are_no_pattern(client: Client, cats: Project) -> None:
    values = np.array([[0.6, 0.3, 0.1], [0.1, 0.6, 0.3], [0.3, 0.1, 0.6]])
    made = Scores(np.array([1, 2, 0]), values, "probabilities", ("cat", "dog", "fox"))
    told = text_of(section(raw(client, measured(cats, made)), "confusion"))
    assert "No two classes are taken for each other more than once." in told


def test_many_classes_are_a_heat_map_with_the_worst_mistakes(client: Client, cats: Project) -> None:
    shown = measured(cats, scores(100, 3000))
    page = raw(client, shown)
    worst = report_of(shown).confusions[0]
    names = report_of(shown).class_names

    assert 'class="heat"' in page
    assert 'id="confusion-cells"' in page
    first = text_of(section(page, "mistakes"))
    assert f"{names[worst.true]} {names[worst.predicted]} {worst.count}" in first
    assert "12 of 100 Show all" in first
    assert "12 of 100" not in text_of(section(raw(client, shown, mistakes="all"), "mistakes"))


def test_too_many_classes_are_a_list_and_the_page_says_so(client: Client, cats: Project) -> None:
    page = raw(client, measured(cats, scores(201, 1000)))

    assert "With more than 200 classes no matrix is drawn" in page
    assert 'class="heat"' not in page
    assert 'class="matrix"' not in page
    assert 'id="mistakes"' in page


def class_names(page: str) -> list[str]:
    return re.findall(r'class="lead name">([^<]*)<', page)


def test_classes_are_sorted_by_the_address(client: Client, cats: Project) -> None:
    shown = measured(cats, scores(5))
    rows = report_of(shown).per_class
    by_f1 = [one.name for one in sorted(rows, key=lambda one: one.f1, reverse=True)]

    assert class_names(raw(client, shown)) == [one.name for one in rows]
    assert class_names(raw(client, shown, sort="-f1")) == by_f1
    assert class_names(raw(client, shown, sort="nonsense")) == [one.name for one in rows]
    descending = raw(client, shown, sort="-f1")
    assert 'aria-sort="descending"' in descending
    assert "?sort=f1#classes" in descending


def test_of_many_classes_the_costly_ones_come_first(client: Client, cats: Project) -> None:
    shown = measured(cats, scores(40, 1000))
    rows = sorted(report_of(shown).per_class, key=lambda one: one.loss_share, reverse=True)

    assert class_names(raw(client, shown)) == [one.name for one in rows[:15]]
    assert len(class_names(raw(client, shown, classes="all"))) == 40


def test_the_hardest_samples_are_named(client: Client, cats: Project) -> None:
    shown = measured(cats, scores())
    hardest = report_of(shown).hardest
    page = raw(client, shown)
    ids = re.findall(r'class="lead mono">([^<]*)<', page)

    assert ids == [sample.id for sample in hardest[:10]]
    assert len(re.findall('class="lead mono"', raw(client, shown, hardest="all"))) == 100


def test_bins_are_chosen_by_the_address(client: Client, cats: Project) -> None:
    shown = measured(cats, scores())
    report = report_of(shown)
    by_width = section(raw(client, shown), "reliability")
    by_mass = section(raw(client, shown, bins="mass"), "reliability")

    assert by_width.count("<tr>") == 1 + len(report.before.bins) + len(report.after.bins)
    assert by_mass.count("<tr>") == 1 + len(report.before.mass_bins) + len(report.after.mass_bins)
    assert '?bins=mass#reliability"' in by_width


def test_one_choice_keeps_the_others(client: Client, cats: Project) -> None:
    page = html.unescape(raw(client, measured(cats, scores()), confusion="rows", sort="-f1"))
    assert "?confusion=rows&sort=-f1&bins=mass#reliability" in page


def test_the_temperature_is_there_as_code(client: Client, cats: Project) -> None:
    shown = measured(cats, scores())
    told = text_of(section(raw(client, shown), "temperature"))

    assert f"temperature = {report_of(shown).temperature.advised:.4g}" in told
    assert all(library in told for library in ("PyTorch", "TensorFlow", "NumPy"))
    assert "cross-fitted" in told


def test_zero_probabilities_are_counted(client: Client, cats: Project) -> None:
    values = np.array([[1.0, 0.0]] * 9 + [[1.0, 0.0]])
    made = Scores(np.array([0] * 9 + [1]), values, "probabilities", ("cat", "dog"))
    told = text_of(section(raw(client, measured(cats, made)), "where"))
    assert "Probability 0 for the truth 1 sample" in told


@pytest.mark.parametrize("right", [True, False])
def test_models_that_are_always_right_or_wrong_have_a_page(
    client: Client, cats: Project, right: bool
) -> None:
    labels = np.arange(30) % 3
    values = np.eye(3)[labels if right else (labels + 1) % 3] * 0.97 + 0.01
    page = raw(client, measured(cats, Scores(labels, values, "probabilities", ("a", "b", "c"))))
    told = text_of(page)

    assert ("No sample is wrong." in told) == right
    assert ("No sample is right." in told) == (not right)
    assert "nan" not in told.lower().split()


def test_huge_errors_of_a_model_calibrated_on_average_are_no_reason_for_a_tick(
    client: Client, cats: Project
) -> None:
    labels = np.arange(1000) % 2
    is_true = np.arange(2) == labels[:, None]
    values = np.where(is_true, np.log(999), 0.0)
    values[:3] = np.where(is_true[:3], -70.0, 0.0)
    shown = measured(cats, Scores(labels, values, "logits", ("a", "b")))
    page = raw(client, shown)

    assert report_of(shown).confidence == "calibrated"
    assert "#i-overconfident" in page[page.index('class="say"') : page.index('id="verdict"')]


def test_one_sample_has_a_page(client: Client, cats: Project) -> None:
    made = Scores(np.array([0]), np.array([[0.6, 0.4]]), "probabilities", ("a", "b"))
    told = text_of(raw(client, measured(cats, made, seconds=0.04)))
    assert "No sample is wrong." in told
    assert "val.npz 1 sample, 2 classes" in told
    assert "measured in" not in told


def test_other_splits_and_epochs_of_the_run_are_one_click_away(
    client: Client, cats: Project
) -> None:
    run, report = make_run(cats), measure(scores())
    early = stored(run, report, epoch=14.0)
    late = stored(run, report, epoch=60.0)
    test = stored(run, report, split="test", epoch=60.0)
    page = raw(client, late, bins="mass")
    actions = page[: page.index('id="verdict"')]

    for other in (early, test):
        assert f'href="{reverse("predictions", args=[other.uuid])}?bins=mass"' in actions
    assert "Epoch 14" in actions


def test_a_run_with_one_file_has_nothing_to_switch(client: Client, cats: Project) -> None:
    page = raw(client, measured(cats, scores()))
    assert 'aria-label="Split"' not in page


def test_what_the_reader_assumed_is_told(client: Client, cats: Project) -> None:
    page = raw(client, measured(cats, scores(), reading_notes=["Column “y” holds the labels."]))
    assert "How the file was read." in page
    assert "Column “y” holds the labels." in page


def test_where_the_loss_is_can_be_read_as_a_table(client: Client, cats: Project) -> None:
    shown = measured(cats, scores())
    report = report_of(shown)

    table = text_of(section(raw(client, shown), "where"))

    assert f"Right {report.n - report.wrong:,}" in table
    assert f"Wrong {report.wrong:,}" in table
