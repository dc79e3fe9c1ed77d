"""What stands beside a recommendation that is not to be followed blindly."""

import html

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from experiments.models import Project, Run
from tests.cast import client_of
from tests.views.run_cases import stored

LOSSES = [0.5, 0.3, 0.2, 0.1]


def named(run: Run, name: str) -> Run:
    run.name = name
    run.save()
    return run


@pytest.fixture
def suspicious(cats: Project, editor: User) -> Run:
    """Its validation losses are its training losses."""
    return named(stored(cats, editor, loss=LOSSES, val_loss=LOSSES), "twice the same")


@pytest.fixture
def sound(cats: Project, editor: User) -> Run:
    return named(stored(cats, editor, loss=[0.6, 0.4, 0.3], val_loss=[0.7, 0.6, 0.5]), "sound")


def answer_to(user: User, runs: list[Run], **query: str) -> str:
    page = client_of(user).get(reverse("compare"), {"run": [run.uuid for run in runs], **query})
    assert page.status_code == 200
    text = html.unescape(page.content.decode())
    return text.split('id="answer-block"')[1].split("</section>")[0]


def test_a_suspicious_run_is_recommended_with_its_finding_and_a_link(viewer, suspicious, sound):
    assert suspicious.verdict == "suspicious"
    answer = answer_to(viewer, [suspicious, sound])
    assert "Ship twice the same at epoch 4, but check it first</h2>" in answer
    assert "equals the training loss to the last digit" in answer
    assert f'href="{reverse("run", args=[suspicious.uuid])}#findings"' in answer


def test_a_run_without_suspicious_numbers_is_recommended_as_ever(viewer, sound, cats, editor):
    other = named(stored(cats, editor, loss=[0.7, 0.5, 0.4], val_loss=[0.9, 0.8, 0.7]), "other")
    answer = answer_to(viewer, [sound, other])
    assert "Ship sound at epoch 3</h2>" in answer
    assert "Suspicious" not in answer


def test_the_ranking_marks_a_suspicious_run_wherever_it_stands(viewer, suspicious, sound):
    query = {"run": [sound.uuid, suspicious.uuid]}
    first = client_of(viewer).get(reverse("compare"), query).content.decode()
    assert "Ship once checked" in first
    sound.findings.model.objects.filter(run=suspicious).update(run=sound)
    second = client_of(viewer).get(reverse("compare"), query).content.decode()
    assert "Ship once checked" not in second
    assert ">Suspicious</span>" in second.split('id="ranking"')[1].split("</section>")[0]


def ranking(user: User, runs: list[Run], **query: str) -> str:
    page = client_of(user).get(reverse("compare"), {"run": [run.uuid for run in runs], **query})
    return page.content.decode().split('id="ranking"')[1].split("</section>")[0]


@pytest.fixture
def three(cats: Project, editor: User) -> list[Run]:
    """With losses and accuracies, and nothing that tells the noise of either."""
    losses = ([0.9, 0.3], [0.8, 0.2], [0.7, 0.28])
    return [stored(cats, editor, val_loss=own, val_accuracy=[0.6, 0.9]) for own in losses]


NOT_KNOWN = "How much of the differences is noise is not known."


def test_noise_that_is_known_of_no_run_is_said_once(viewer, three):
    table = ranking(viewer, three)
    assert table.count("95 % interval") == table.count("Noise not known") == 0
    assert table.count(NOT_KNOWN) == 1
    assert "The number of validation samples is not known" in table


def test_noise_that_is_known_of_some_is_said_of_each(viewer, three):
    for run in three[1:]:
        run.n_val = 1000
        run.save()
    table = ranking(viewer, three)
    assert "95 % interval</th>" in table
    assert table.count("Noise not known") == 1
    assert NOT_KNOWN not in table


def test_a_doubt_goes_when_another_analysis_finds_none(viewer, suspicious, sound):
    suspicious.findings.filter(rule="suspiciously_perfect").update(verdict="no", severity="none")
    assert "check it first" not in answer_to(viewer, [suspicious, sound])


def test_data_that_may_be_others_are_told_once(viewer, suspicious, sound):
    page = client_of(viewer).get(reverse("compare"), {"run": [sound.uuid, suspicious.uuid]})
    assert page.content.decode().count("measured on the same data is not known") == 1


def test_the_caution_goes_where_the_number_of_samples_is_entered(viewer, suspicious, sound):
    for run in (suspicious, sound):
        run.n_val = 500
        run.save()
    assert "same data" not in answer_to(viewer, [suspicious, sound])


def test_data_sets_are_read_from_the_parameters(viewer, suspicious, sound):
    for run, data in ((suspicious, "sets/coco.yaml"), (sound, "sets/voc.yaml")):
        run.parameters = {"data": data}
        run.save()
    assert "different data (coco.yaml and voc.yaml)" in answer_to(viewer, [suspicious, sound])


def values_of(user: User, runs: list[Run], **query: str) -> str:
    page = client_of(user).get(reverse("compare"), {"run": [run.uuid for run in runs], **query})
    return page.content.decode().split('id="vals"')[1].split("</section>")[0]


def test_each_run_is_told_at_its_own_best_epoch_for_the_purpose(viewer, cats, editor):
    early, late = (
        stored(cats, editor, val_loss=[0.5, 0.3, 0.6], val_accuracy=accuracies)
        for accuracies in ([0.95, 0.7, 0.6], [0.6, 0.7, 0.91])
    )
    for_labels = values_of(viewer, [early, late], prefer="labels")
    assert ["95.00 %" in for_labels, "91.00 %" in for_labels] == [True, True]
    assert "70.00 %" not in for_labels
    assert values_of(viewer, [early, late]).count("70.00 %") == 2
    assert values_of(viewer, [early, late], prefer="labels", at="best_by_loss").count("70.00") == 2


def test_a_loss_that_is_not_ranked_has_no_place_beside_the_others(viewer, cats, editor):
    smoothed = stored(cats, editor, val_loss=[0.2, 0.1], val_accuracy=[0.8, 0.9])
    plain = stored(cats, editor, val_loss=[0.6, 0.5], val_accuracy=[0.7, 0.8])
    smoothed.loss_kind = Run.LossKind.SMOOTHED
    smoothed.save()
    query = {"run": [plain.uuid, smoothed.uuid], "prefer": "labels"}
    page = client_of(viewer).get(reverse("compare"), query).content.decode()
    front = page.split('id="front"')[1].split("</section>")[0]
    assert "B 2, loss not comparable" in front
    assert "Thin: the loss of B" in page
