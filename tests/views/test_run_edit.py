import html
from collections.abc import Mapping

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from experiments import queries
from experiments.models import Project, Run
from experiments.services import runs
from tests.cast import client_of
from tests.views.run_cases import OVERFITTING, perform, stored


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    return stored(cats, editor)


@pytest.fixture
def client(editor: User) -> Client:
    return client_of(editor)


def address(name: str, run: Run) -> str:
    return reverse(name, args=[run.uuid])


def send(client: Client, name: str, run: Run, /, **form: object) -> str:
    """The page after the form was sent and accepted, as text."""
    answer = client.post(address(name, run), form, follow=True)
    assert answer.redirect_chain, answer.context["form"].errors
    assert answer.status_code == 200
    run.refresh_from_db()
    return html.unescape(answer.content.decode())


def refused(client: Client, name: str, run: Run, /, **form: object) -> str:
    answer = client.post(address(name, run), form)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def read_as(run: Run, changes: Mapping[str, str]) -> dict[str, str]:
    """The metrics form as the page offers it, with these choices changed."""
    present = {
        series.name: f"{series.kind}/{series.split}" if series.column else "other"
        for series in queries.series_of(run)
    }
    return {f"metric-{name}": choice for name, choice in (present | changes).items()}


def test_name_and_status_are_saved(client: Client, run: Run) -> None:
    shown = send(client, "run_edit", run, name="résumé", status="stopped")
    assert "The changes were saved." in shown
    assert (run.name, run.status) == ("résumé", "stopped")


def test_the_form_holds_what_the_run_has(client: Client, run: Run) -> None:
    runs.edit_run(run, name="x", status="failed")
    form = client.get(address("run_edit", run)).context["form"]
    assert form.initial == {"name": "x", "status": "failed"}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": " "}, "This field is required."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"status": "asleep"}, "asleep is not one of the available choices"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_input(
    client: Client, run: Run, changes: dict[str, str], wrong: str
) -> None:
    form = {"name": "baseline", "status": "finished"} | changes
    assert wrong in refused(client, "run_edit", run, **form)
    run.refresh_from_db()
    assert run.name == "baseline"


def test_an_empty_form_is_no_edit(client: Client, run: Run) -> None:
    assert "This field is required." in refused(client, "run_edit", run)


def test_facts_are_saved_and_the_run_is_read_again(client: Client, run: Run) -> None:
    form = {"classes": "10", "n_val": "500", "loss_kind": "mean_cross_entropy", "majority": "90 %"}
    shown = send(client, "run_facts", run, **form)
    assert (run.classes, run.n_val, run.majority) == (10, 500, 0.9)
    assert run.loss_kind == "mean_cross_entropy"
    assert "Waiting to be analysed" in shown
    perform(run)
    assert run.findings.get(rule="miscalibrated").evidence["classes"] == 10


def test_the_facts_form_says_what_the_parameters_tell(client: Client, run: Run) -> None:
    run.parameters = {"num_classes": "10"}
    run.save()
    shown = client.get(address("run_facts", run)).content.decode()
    assert "The parameters say: 10." in shown
    assert shown.count("The parameters say") == 1


def test_a_fact_is_taken_back_by_an_empty_input(client: Client, run: Run) -> None:
    send(client, "run_facts", run, classes="10", majority="0.5")
    send(client, "run_facts", run)
    assert (run.classes, run.majority, run.loss_kind) == (None, None, "")


def test_a_fact_that_cannot_be_is_refused(client: Client, run: Run) -> None:
    shown = refused(client, "run_facts", run, classes="1", majority="120 %")
    assert "greater than or equal to 2" in shown
    assert "Write a share above 0 and at most 1" in shown


def test_metrics_are_shown_with_what_they_are_read_as(client: Client, run: Run) -> None:
    shown = html.unescape(client.get(address("run_metrics", run)).content.decode())
    assert '<option value="loss/val" selected>loss, val</option>' in shown
    assert "1.1 … 1.1" in shown
    assert shown.count("<option value=") == 4 * 7


def test_a_metric_read_in_another_way_changes_curves_and_verdict(
    client: Client, cats: Project, editor: User
) -> None:
    columns = dict(OVERFITTING)
    run = stored(cats, editor, loss=columns["loss"], holdout=columns["val_loss"])
    assert run.best_val_loss is None
    shown = send(client, "run_metrics", run, **read_as(run, {"holdout": "loss/val"}))
    assert "1 metric is read in another way now." in shown
    assert (run.best_val_loss, run.best_val_loss_epoch) == (0.7, 4)
    perform(run)
    assert run.verdict == "overfits"


def test_a_form_of_thousands_of_metrics_is_taken(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, loss=[1.0, 0.5], **{f"m{n}": [1.0, 2.0] for n in range(2000)})
    shown = send(client, "run_metrics", run, **read_as(run, {"m7": "loss/val"}))
    assert "1 metric is read in another way now." in shown


def test_two_metrics_change_places_in_one_go(client: Client, run: Run) -> None:
    swap = {"loss": "loss/val", "val_loss": "loss/train"}
    send(client, "run_metrics", run, **read_as(run, swap))
    assert run.best_val_loss == min(OVERFITTING["loss"])


def test_a_loss_can_become_another_metric_and_a_loss_again(client: Client, run: Run) -> None:
    send(client, "run_metrics", run, **read_as(run, {"val_loss": "other"}))
    assert run.best_val_loss is None
    send(client, "run_metrics", run, **read_as(run, {"val_loss": "loss/val"}))
    assert run.best_val_loss == 0.7


def test_two_metrics_cannot_be_the_same(client: Client, run: Run) -> None:
    shown = refused(client, "run_metrics", run, **read_as(run, {"loss": "loss/val"}))
    assert "loss and val_loss cannot both be the val loss. Choose one." in shown
    assert queries.curves_of(run).values("val_loss").tolist() == OVERFITTING["val_loss"]


def test_a_mapping_that_changes_nothing_asks_for_no_analysis(client: Client, run: Run) -> None:
    shown = send(client, "run_metrics", run, **read_as(run, {}))
    assert "Nothing was changed" in shown
    assert run.analyses.count() == 1


def test_a_metric_that_came_meanwhile_must_be_chosen(client: Client, run: Run) -> None:
    form = read_as(run, {})
    del form["metric-loss"]
    assert "This field is required." in refused(client, "run_metrics", run, **form)


@pytest.mark.parametrize("name", ["name with space", 'quote"<b>', "csrfmiddlewaretoken"])
def test_metrics_of_any_name_can_be_mapped(
    client: Client, cats: Project, editor: User, name: str
) -> None:
    run = stored(cats, editor, loss=[1.0, 0.9, 0.8], **{name: [1.0, 0.7, 0.6]})
    fields = [row.field for row in client.get(address("run_metrics", run)).context["rows"]]
    form = {field.html_name: field.initial for field in fields}
    send(client, "run_metrics", run, **form | {fields[-1].html_name: "loss/val"})
    assert run.best_val_loss == 0.6


def test_a_run_moves_to_a_project_that_one_may_edit(client: Client, run: Run, editor: User) -> None:
    dogs = Project.objects.create(slug="dogs", name="Dogs")
    dogs.memberships.create(user=editor, role="editor")
    assert "baseline is in Dogs now." in send(client, "run_move", run, project="dogs")
    assert run.project == dogs


@pytest.mark.parametrize("role", ["viewer", None])
def test_a_run_does_not_move_where_one_may_not_edit(
    client: Client, run: Run, editor: User, cats: Project, role: str | None
) -> None:
    dogs = Project.objects.create(slug="dogs", name="Dogs")
    if role:
        dogs.memberships.create(user=editor, role=role)
    shown = refused(client, "run_move", run, project="dogs")
    assert "Dogs" not in shown
    run.refresh_from_db()
    assert run.project == cats


def test_a_deleted_run_is_gone_and_comes_back(client: Client, run: Run, cats: Project) -> None:
    assert "Delete baseline" in client.get(address("run_delete", run)).content.decode()
    run.refresh_from_db()
    assert run.deleted_at is None

    shown = send(client, "run_delete", run)
    assert f'baseline was moved to the <a href="{reverse("project_trash", args=["cats"])}"' in shown
    assert f'action="{address("run_restore", run)}"' in shown
    answer = client.get(address("run", run))
    assert answer.status_code == 404
    assert "This run is in the trash" in answer.content.decode()
    assert address("run_restore", run) in answer.content.decode()

    assert "baseline was restored." in send(client, "run_restore", run)
    assert run.deleted_at is None


def test_viewers_are_told_who_can_restore_a_run(run: Run, viewer: User, stranger: User) -> None:
    runs.delete_run(run)
    shown = client_of(viewer).get(address("run", run)).content.decode()
    assert "An editor of Cats and dogs can restore it." in shown
    assert address("run_restore", run) not in shown
    assert "trash" not in client_of(stranger).get(address("run", run)).content.decode()


def test_the_name_of_a_deleted_run_is_text(client: Client, run: Run) -> None:
    runs.edit_run(run, name="<b>bold</b>", status="finished")
    answer = client.post(address("run_delete", run), follow=True)
    assert "<b>bold</b>" not in answer.content.decode()


def test_a_run_that_is_there_is_not_restored_again(client: Client, run: Run) -> None:
    assert "is not in the trash." in send(client, "run_restore", run)


def test_an_analysis_can_be_asked_for_again(client: Client, run: Run) -> None:
    assert "Waiting to be analysed" in send(client, "run_analyse", run)
    send(client, "run_analyse", run)
    assert run.analyses.count() == 2


@pytest.mark.parametrize("name", ["run_edit", "run_facts", "run_metrics", "run_move", "run_delete"])
def test_a_run_in_the_trash_is_not_changed(client: Client, run: Run, name: str) -> None:
    runs.delete_run(run)
    assert client.get(address(name, run)).status_code == 404
    assert client.post(address(name, run), {"name": "x"}).status_code == 404
