import re
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from experiments.curves import Series
from experiments.models import Analysis, Project, Run
from experiments.parsers import read_log
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.queries import RUNS_A_PAGE
from experiments.services.runs import create_runs
from tests.cast import client_of, make_run
from tests.logs import keras_csv

pytestmark = pytest.mark.django_db

TABLE = "/projects/cats/"


def page(user: User, address: str = TABLE) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def names(html: str) -> list[str]:
    return re.findall(r'class="name pinned"><a href="/runs/[^"]*" title="([^"]*)"', html)


def heads(html: str) -> list[str]:
    """Of the columns behind the name."""
    found = re.findall(r'<th[^>]* scope="col"[^>]*>(.*?)</th>', html, re.DOTALL)
    plain = (re.sub(r"<[^>]+>|[↑↓]", "", head).strip() for head in found)
    return [head for head in plain if head not in ("Choose", "Name", "")]


def runs_named(project: Project, *names: str, **columns: object) -> list[Run]:
    return [make_run(project, name, **columns) for name in names]


def test_the_list_shows_my_projects_with_runs_and_role(editor: User, cats: Project) -> None:
    runs_named(cats, "one", "two")
    make_run(cats, "deleted", deleted_at=timezone.now())
    Project.objects.create(slug="secret", name="Secret")
    html = page(editor, "/")
    assert "Cats and dogs" in html
    assert 'data-label="runs">2<' in html
    assert 'data-label="your role">editor<' in html
    assert "Secret" not in html


def test_an_administrator_sees_every_project(administrator: User, cats: Project) -> None:
    html = page(administrator, "/")
    assert "Cats and dogs" in html
    assert 'data-label="your role">administrator<' in html


def test_without_a_project_the_list_says_how_to_get_one(stranger: User) -> None:
    html = page(stranger, "/")
    assert "No project yet" in html
    assert reverse("project_new") in html


def test_whoever_makes_a_project_owns_it(stranger: User) -> None:
    said = {"name": "Bird songs", "description": "Ten species."}
    answer = client_of(stranger).post(reverse("project_new"), said)
    assert answer.url == "/projects/bird-songs/"
    assert Project.objects.get().memberships.get().role == "owner"


def test_a_project_named_new_gets_another_address(stranger: User) -> None:
    answer = client_of(stranger).post(reverse("project_new"), {"name": "New"})
    assert answer.url == "/projects/new-2/"


def test_a_project_without_a_name_is_not_made(stranger: User) -> None:
    answer = client_of(stranger).post(reverse("project_new"), {"name": " "})
    assert "This field is required" in answer.content.decode()
    assert not Project.objects.exists()


def test_an_empty_project_leads_an_editor_to_the_upload(editor: User) -> None:
    html = page(editor)
    assert "No runs yet" in html
    assert "/upload/?project=cats" in html


def test_an_empty_project_offers_a_viewer_no_upload(viewer: User) -> None:
    html = page(viewer)
    assert "No runs yet" in html
    assert "/upload/?project=cats" not in html


def test_a_row_shows_verdict_best_values_gap_and_tags(viewer: User, cats: Project) -> None:
    run = make_run(
        cats,
        verdict="overfits",
        verdict_epoch=14,
        best_val_loss=0.2196,
        best_val_loss_epoch=14,
        best_val_accuracy=0.9268,
        best_val_accuracy_epoch=51,
        final_gap=0.2821,
    )
    run.tags.add(cats.tags.create(name="resnet"))
    html = page(viewer)
    for shown in ("from 14", "0.2196", "@ 14", "92.68", "@ 51", "+0.282", 'href="?tag=resnet"'):
        assert shown in html


def test_a_logged_run_is_drawn_as_two_small_curves(
    viewer: User, editor: User, cats: Project
) -> None:
    create_runs(cats, editor, read_log("log.csv", keras_csv()))
    html = page(viewer)
    assert html.count('<svg class="spark"') == 2


@pytest.mark.parametrize(("logged", "told"), [([0.5], "1 value"), ([0.5, 0.4], "2 values")])
def test_what_is_too_little_for_a_curve_is_counted_instead(
    viewer: User, editor: User, cats: Project, logged: list[float], told: str
) -> None:
    training = Series.of("loss", "loss", "train", [0.9] * 9, step=range(9))
    evaluated = Series.of("val_loss", "loss", "val", logged, step=range(8, 8 + len(logged)))
    create_runs(cats, editor, ParsedLog("x", "x", (ParsedRun((training, evaluated), "a"),)))

    assert f'<span class="spark-none muted">{told}</span>' in page(viewer)


def test_a_run_without_accuracy_says_none(viewer: User, cats: Project) -> None:
    make_run(cats, best_val_accuracy=0.9)
    make_run(cats, best_val_loss=0.5, best_val_loss_epoch=3)
    accuracy = re.search(r'<td role="cell" class="c-acc".*?</td>', page(viewer), re.DOTALL).group()
    assert "none" in accuracy


def test_columns_that_no_run_fills_are_left_out(viewer: User, cats: Project) -> None:
    make_run(cats, best_val_loss=0.5)
    assert heads(page(viewer)) == [
        "Verdict", "Val loss: lowest @ epoch", "Status", "Added", "Who",
    ]  # fmt: skip
    assert heads(page(viewer, TABLE + "?columns=gap")) == ["Final gap"]


def test_tags_have_a_column_as_soon_as_one_run_has_one(viewer: User, cats: Project) -> None:
    make_run(cats)
    assert "Tags" not in heads(page(viewer))
    make_run(cats).tags.add(cats.tags.create(name="resnet"))
    assert "Tags" in heads(page(viewer))


def test_the_start_has_a_column_where_half_of_the_runs_tell_it_or_it_sorts_them(
    viewer: User, cats: Project
) -> None:
    make_run(cats, started_at=datetime(2026, 11, 3, tzinfo=UTC))
    make_run(cats)
    assert "Started" in heads(page(viewer))
    make_run(cats)
    assert "Started" not in heads(page(viewer))
    assert "Started" in heads(page(viewer, TABLE + "?sort=-started"))


def test_runs_without_validation_show_what_they_logged_in_training(
    viewer: User, editor: User, cats: Project
) -> None:
    create_runs(cats, editor, read_log("log.csv", b"epoch,loss\n1,0.9\n2,0.5\n"))
    assert heads(page(viewer))[:2] == ["Verdict", "train loss"]


def test_a_long_name_keeps_its_end_and_is_read_as_a_whole(viewer: User, cats: Project) -> None:
    make_run(cats, "resnet50-imagenet-lr0.001-seed<3>")
    html = page(viewer)
    assert "<span>resnet50-imagenet-lr0.0</span><span>01-seed&lt;3&gt;</span>" in html
    assert 'aria-label="resnet50-imagenet-lr0.001-seed&lt;3&gt;"' in html


def test_a_name_is_text_and_never_markup(viewer: User, cats: Project) -> None:
    make_run(cats, '<script>alert("x")</script>')
    assert "<script>alert" not in page(viewer)


def test_an_example_is_marked_as_one(viewer: User, cats: Project) -> None:
    make_run(cats, is_example=True)
    assert ">example<" in page(viewer)


def test_the_newest_run_comes_first(viewer: User, cats: Project) -> None:
    runs_named(cats, "first", "second")
    html = page(viewer)
    assert names(html) == ["second", "first"]
    assert re.search(r'aria-sort="descending"><a href="\?sort=created">Added', html)


@pytest.mark.parametrize(
    ("sort", "order"),
    [("val_loss", ["low", "high", "without"]), ("-val_loss", ["high", "low", "without"])],
)
def test_runs_without_a_value_come_last_either_way(
    viewer: User, cats: Project, sort: str, order: list[str]
) -> None:
    make_run(cats, "without")
    make_run(cats, "low", best_val_loss=0.1)
    make_run(cats, "high", best_val_loss=0.9)
    assert names(page(viewer, f"{TABLE}?sort={sort}")) == order


def test_a_second_click_turns_the_order_and_keeps_the_filters(viewer: User, cats: Project) -> None:
    make_run(cats, "a cat", verdict="healthy")
    html = page(viewer, f"{TABLE}?q=cat&verdict=healthy&sort=name")
    assert re.search(
        r'aria-sort="ascending"><a href="\?q=cat&amp;verdict=healthy&amp;sort=-name">', html
    )


def test_every_word_must_be_in_name_tags_or_notes(viewer: User, cats: Project) -> None:
    tagged, noted, _other = runs_named(cats, "resnet a", "resnet b", "resnet c")
    tagged.tags.add(cats.tags.create(name="sweep"))
    Run.objects.filter(pk=noted.pk).update(notes="part of the sweep")
    assert names(page(viewer, f"{TABLE}?q=resnet+sweep")) == ["resnet b", "resnet a"]


def facet_counts(html: str, label: str) -> dict[str, int]:
    nav = re.search(rf'aria-label="{label}">(.*?)</nav>', html, re.DOTALL).group(1)
    plain = re.sub(r"<[^>]+>", "", nav)
    return {word.strip(): int(n) for word, n in re.findall(r"([A-Za-z ]+) (\d+)", plain)}


def test_verdicts_are_filters_with_counts(viewer: User, cats: Project) -> None:
    runs_named(cats, "a", "b", verdict="overfits")
    runs_named(cats, "c", verdict="healthy")
    html = page(viewer, f"{TABLE}?verdict=overfits")
    assert names(html) == ["b", "a"]
    assert facet_counts(html, "Verdict") == {"All verdicts": 3, "Overfits": 2, "Healthy": 1}
    assert 'href="?" aria-current="true"' in html
    assert 'href="?verdict=overfits&amp;verdict=healthy"' in html


def test_statuses_are_filters_with_counts(viewer: User, cats: Project) -> None:
    runs_named(cats, "a", status="failed")
    runs_named(cats, "b", "c")
    html = page(viewer, f"{TABLE}?status=failed")
    assert names(html) == ["a"]
    assert facet_counts(html, "Status") == {"All statuses": 3, "finished": 2, "failed": 1}


def test_no_match_says_what_was_asked_for_and_how_to_get_back(viewer: User, cats: Project) -> None:
    make_run(cats)
    html = page(viewer, f"{TABLE}?q=vit&verdict=diverged")
    assert "No run matches" in html
    assert "<code>vit</code>" in html
    assert "<b>Diverged</b>" in html
    assert f'href="{TABLE}">Show all runs' in html


@pytest.mark.parametrize(
    "query", ["sort=points", "verdict=good", "status=odd", "page=many", "page=99", "q=%00"]
)
def test_an_address_that_means_nothing_still_opens(viewer: User, cats: Project, query: str) -> None:
    make_run(cats)
    assert client_of(viewer).get(f"{TABLE}?{query}").status_code == 200


def test_more_runs_than_a_page_holds_are_paged_with_their_filter(
    viewer: User, cats: Project
) -> None:
    runs_named(cats, *(f"run {number:02}" for number in range(RUNS_A_PAGE + 1)))
    html = page(viewer, f"{TABLE}?sort=name")
    assert len(names(html)) == RUNS_A_PAGE
    assert 'href="?sort=name&amp;page=2"' in html
    assert names(page(viewer, f"{TABLE}?sort=name&page=2")) == [f"run {RUNS_A_PAGE}"]


def test_a_column_of_starts_is_there_only_where_a_log_tells_them(
    viewer: User, cats: Project
) -> None:
    make_run(cats)
    assert "Started" not in page(viewer)
    make_run(cats, started_at=datetime(2026, 11, 3, 14, 2, tzinfo=UTC))
    html = page(viewer)
    assert "3 Nov 2026, 14:02 UTC" in html
    assert "not logged" in html


def queries_of(user: User) -> int:
    client = client_of(user)
    with CaptureQueriesContext(
        connection,
    ) as taken:
        client.get(TABLE)
    return len(taken)


def test_more_runs_need_no_more_queries(viewer: User, editor: User, cats: Project) -> None:
    tag = cats.tags.create(name="sweep")
    logged = read_log("log.csv", keras_csv())

    def add(count: int) -> None:
        for _ in range(count):
            (run,) = create_runs(cats, editor, logged)
            run.tags.add(tag)

    add(2)
    few = queries_of(viewer)
    add(6)
    assert queries_of(viewer) == few


def waiting_address(html: str) -> str | None:
    found = re.search(r'id="waiting"[^>]*hx-get="([^"]*)"', html)
    return found and found.group(1).replace("&amp;", "&")


def test_a_waiting_verdict_fills_in_and_the_asking_stops(viewer: User, cats: Project) -> None:
    run = make_run(cats)
    analysis = Analysis.objects.create(run=run)
    html = page(viewer)
    assert "Analysing" in html
    address = waiting_address(html)
    assert waiting_address(page(viewer, address)) == address

    finish(analysis, "done")
    Run.objects.filter(pk=run.pk).update(verdict="overfits", verdict_epoch=14)
    answer = page(viewer, address)
    assert f'id="verdict-{run.uuid}" hx-swap-oob="true"' in answer
    assert "from 14" in answer
    assert waiting_address(answer) is None
    assert waiting_address(page(viewer)) is None


def finish(analysis: Analysis, state: str) -> None:
    Analysis.objects.filter(pk=analysis.pk).update(state=state, finished_at=timezone.now())


def test_a_failed_analysis_is_shown_as_one(viewer: User, cats: Project) -> None:
    finish(Analysis.objects.create(run=make_run(cats)), "failed")
    assert "Analysis failed" in page(viewer)


def test_verdicts_of_another_project_stay_hidden(viewer: User, cats: Project) -> None:
    dogs = Project.objects.create(slug="dogs", name="Dogs")
    run = make_run(dogs, verdict="overfits")
    html = page(viewer, f"/projects/cats/verdicts/?run={run.uuid}")
    assert str(run.uuid) not in html


def test_a_run_that_cannot_be_is_not_found(viewer: User, cats: Project) -> None:
    assert client_of(viewer).get("/projects/cats/verdicts/?run=x").status_code == 404


def test_deleted_runs_are_in_the_trash_only(viewer: User, cats: Project) -> None:
    make_run(cats, "kept")
    make_run(cats, "thrown away", deleted_at=timezone.now())
    assert names(page(viewer)) == ["kept"]
    assert "1 in the trash" in page(viewer)
    assert "thrown away" in page(viewer, f"{TABLE}trash/")


def restore_forms(html: str) -> Iterable[str]:
    return re.findall(r'action="(/runs/[^"]*)"', html)


def test_only_editors_can_restore_from_the_trash(viewer: User, editor: User, cats: Project) -> None:
    run = make_run(cats, deleted_at=timezone.now())
    address = reverse("run_restore", args=[run.uuid])
    assert restore_forms(page(editor, f"{TABLE}trash/")) == [address]
    assert restore_forms(page(viewer, f"{TABLE}trash/")) == []


def test_an_empty_trash_says_so(viewer: User) -> None:
    assert "The trash is empty" in page(viewer, f"{TABLE}trash/")
