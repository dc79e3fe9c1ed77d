"""The run table as its address asks for it: queries, columns, groups, a baseline, files."""

import csv
import io
import re
from collections.abc import Callable

import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from experiments.curves import Series
from experiments.models import Parameter, Project, Run
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.services.creation import UploadOptions
from experiments.services.runs import create_runs
from experiments.views.run_table import TableState, split_names
from tests.cast import client_of, make_run

pytestmark = pytest.mark.django_db
TABLE = "/projects/cats/"
RATES = {"first": "0.1", "second": "0.01", "third": "1e-2", "none": None}


@pytest.fixture
def logged(cats: Project, editor: User) -> dict[str, Run]:
    """Runs with a validation loss of 0.1, 0.2 ... and an accuracy, by name."""
    found = {}
    for number, (name, rate) in enumerate(RATES.items(), 1):
        series = (
            Series.of("val_loss", "loss", "val", [0.9, number / 10], epoch=[1, 2]),
            Series.of("val_acc", "accuracy", "val", [0.5, 0.9 - number / 100], epoch=[1, 2]),
            Series.of("f1", "f1", "val", [0.3, 0.1 * number], epoch=[1, 2]),
        )
        run = ParsedRun(series, name, {"lr": rate} if rate else {})
        log = ParsedLog("x", "x", (run,))
        [found[name]] = create_runs(cats, editor, log, options=UploadOptions(name, ("ours",)))
    return found


def page(user: User, query: str) -> str:
    answer = client_of(user).get(TABLE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def names(html: str) -> list[str]:
    return re.findall(r'class="name pinned"><a href="[^"]*" title="([^"]*)"', html)


def cells(html: str, label: str) -> list[str]:
    found = re.findall(rf'data-label="{re.escape(label)}">(.*?)</td>', html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in found]


def test_a_query_filters_the_table(viewer: User, logged: dict[str, Run]) -> None:
    html = page(viewer, "?q=val_loss+%3C+0.25+and+params.lr+%3D+0.01")
    assert names(html) == ["second"]
    assert "1 of 4 runs." in html


def test_a_wrong_word_is_marked_and_the_last_query_goes_on(
    viewer: User, logged: dict[str, Run]
) -> None:
    html = page(viewer, "?q=val_los+%3C+3&was=val_loss+%3C+0.15")
    assert "<mark>val_los</mark> &lt; 3" in html
    assert "Did you mean val_loss?" in html
    assert "val_loss &lt; 0.15" in html
    assert names(html) == ["first"]


def test_a_wrong_query_with_no_other_shows_all_runs(viewer: User, logged: dict[str, Run]) -> None:
    assert len(names(page(viewer, "?q=val_loss+%3C"))) == 4


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("f1", ["first", "second", "third", "none"]),
        ("-last.f1", ["none", "third", "second", "first"]),
        ("params.lr", ["third", "second", "first", "none"]),
        ("-params.lr", ["first", "third", "second", "none"]),
        ("name", ["first", "none", "second", "third"]),
    ],
)
def test_any_metric_and_parameter_sorts(
    viewer: User, logged: dict[str, Run], sort: str, order: list[str]
) -> None:
    found = names(page(viewer, f"?sort={sort}"))
    # Runs of one value come in either order.
    same = {"second": "0.01", "third": "0.01"} if "lr" in sort else {}
    assert [same.get(n, n) for n in found] == [same.get(n, n) for n in order]


def test_columns_are_shown_in_the_order_of_the_address(
    viewer: User, logged: dict[str, Run]
) -> None:
    html = page(viewer, "?columns=params.lr,val_accuracy,last.val_f1&sort=name")
    heads = re.findall(r'<th role="columnheader"[^>]*>(?:<a [^>]*>)?([^<]+)', html)
    assert [h.strip() for h in heads] == ["Name", "lr", "Val accuracy, %: highest @ epoch"]
    assert cells(html, "lr") == ["0.1", "none", "0.01", "1e-2"]
    assert "No run of this project has a metric or column “last.val_f1”." in html


def test_groups_have_means_with_their_intervals(viewer: User, logged: dict[str, Run]) -> None:
    html = page(viewer, "?group=params.lr&columns=val_loss")
    [mean] = [cell for cell in cells(html, "Val loss") if cell.startswith("0.2500")]
    assert mean.startswith("0.2500 0.0000 to 0.8853")  # t(1) = 12.706, s / sqrt(2) = 0.05
    assert mean.endswith(" n 2")
    assert [cell for cell in cells(html, "Val loss") if cell.split() == ["0.1000", "n", "1"]]
    link = re.search(r'href="(\?[^"]*)">0.01</a>', html).group(1).replace("&amp;", "&")
    assert sorted(names(page(viewer, link))) == ["second", "third"]


def fold(html: str, value: str) -> str:
    row = html.split(f'">{value}</a> <a class="btn small quiet fold"')[1]
    return re.search(r'href="(\?[^"#]*)#group-', row).group(1).replace("&amp;", "&")


@pytest.mark.parametrize(("value", "runs"), [("0.01", ["third", "second"]), ("none", ["none"])])
def test_a_group_is_unfolded_to_its_runs_and_folded_again(
    viewer: User, logged: dict[str, Run], value: str, runs: list[str]
) -> None:
    def unfolded(html: str) -> list[str]:
        return re.findall(r'class="of-group"><th[^>]*><a [^>]*>([^<]*)', html)

    closed = page(viewer, "?group=params.lr&columns=val_loss")
    opened = page(viewer, fold(closed, value))
    assert unfolded(closed) == []
    assert unfolded(opened) == runs
    assert unfolded(page(viewer, fold(opened, value))) == []


def test_another_grouping_begins_folded(viewer: User, logged: dict[str, Run]) -> None:
    html = page(viewer, "?group=params.lr&unfold=None")
    assert 'name="unfold"' not in html.split('class="group-form"')[1].split("</form>")[0]


def test_a_page_may_have_more_or_fewer_runs(
    viewer: User, cats: Project, logged: dict[str, Run]
) -> None:
    assert "Runs a page" not in page(viewer, "?sort=name")
    for number in range(30):
        make_run(cats, f"more-{number}")
    html = page(viewer, "?sort=name")
    assert '<a href="?sort=name" aria-current="true">50</a>' in html
    assert '<a href="?sort=name&amp;size=25">25</a>' in html
    assert len(names(page(viewer, "?sort=name&size=25"))) == 25


def test_a_group_leads_to_its_runs_where_the_query_is_wrong(
    viewer: User, logged: dict[str, Run]
) -> None:
    html = page(viewer, "?group=params.lr&q=val_loss+%3C&was=val_loss+%3C+0.25")
    link = re.search(r'href="(\?[^"]*)">0.01</a>', html).group(1).replace("&amp;", "&")
    assert names(page(viewer, link)) == ["second"]


@pytest.mark.parametrize("group", ["nothing", "created", "params.nothing"])
def test_what_cannot_be_grouped_by_is_refused_in_words(
    viewer: User, logged: dict[str, Run], group: str
) -> None:
    html = page(viewer, f"?group={group}")
    assert "No run of this project" in html or "cannot be grouped" in html


def test_differences_to_a_baseline_say_better_or_worse(
    viewer: User, logged: dict[str, Run]
) -> None:
    html = page(viewer, f"?sort=name&baseline={logged['second'].uuid}")
    assert [c.split("@ 2")[1].strip() for c in cells(html, "val loss")] == [
        "−0.100 better", "+0.200 worse", "", "+0.100 worse",
    ]  # fmt: skip
    assert "+1.0 points better" in html


def test_the_first_chosen_run_becomes_the_baseline(viewer: User, logged: dict[str, Run]) -> None:
    uuid = str(logged["third"].uuid)
    answer = client_of(viewer).post(f"{TABLE}baseline/?sort=name", {"run": [uuid]})
    assert answer.url == f"{TABLE}?sort=name&baseline={uuid}"


def test_what_is_shown_is_downloaded_as_csv(viewer: User, logged: dict[str, Run]) -> None:
    query = "?q=val_loss+%3C+0.35&sort=name&columns=val_loss,params.lr,tags"
    answer = client_of(viewer).get(f"{TABLE}runs.csv{query}")
    header, *rows = csv.reader(io.StringIO(answer.getvalue().decode()))
    assert header == ["run", "name", "val_loss", "params.lr", "tags"]
    assert rows == [
        [str(logged[name].uuid), name, str(number / 10), str(float(RATES[name])), "ours"]
        for number, name in enumerate(("first", "second", "third"), 1)
    ]


@pytest.mark.parametrize(("said", "written"), [("-1", "-1"), ("-x", "'-x"), ("y" * 300, "y" * 300)])
def test_parameters_go_into_a_csv_whole_and_numbers_as_numbers(
    viewer: User, cats: Project, editor: User, said: str, written: str
) -> None:
    run = ParsedRun((Series.of("loss", "loss", "train", [0.9], epoch=[1]),), "a", {"most": said})
    create_runs(cats, editor, ParsedLog("x", "x", (run,)))
    answer = client_of(viewer).get(f"{TABLE}runs.csv?columns=params.most")
    assert answer.getvalue().decode().splitlines()[1].split(",")[2] == written


def test_what_is_shown_is_downloaded_as_parquet(viewer: User, logged: dict[str, Run]) -> None:
    answer = client_of(viewer).get(f"{TABLE}runs.parquet?sort=-val_loss&columns=val_loss")
    table = pq.read_table(io.BytesIO(answer.getvalue()))
    assert table.column("val_loss").to_pylist() == [0.4, 0.3, 0.2, 0.1]
    assert client_of(viewer).get(f"{TABLE}runs.xlsx").status_code == 404


def test_several_tags_and_statuses_are_chosen_together(
    viewer: User, logged: dict[str, Run]
) -> None:
    Run.objects.filter(name="first").update(status="failed")
    assert names(page(viewer, "?tag=ours&status=failed")) == ["first"]
    assert len(names(page(viewer, "?status=failed&status=finished"))) == 4


def test_an_empty_tag_asks_for_none(viewer: User, logged: dict[str, Run]) -> None:
    assert len(names(page(viewer, "?tag="))) == 4
    assert TableState.from_query(QueryDict("tag=&tag=ours&tag=+")).tag == ("ours",)


def test_a_tag_of_a_run_narrows_the_table_that_is_shown(
    viewer: User, logged: dict[str, Run]
) -> None:
    html = page(viewer, "?q=val_loss+%3C+0.25&sort=name&columns=tags&tag=ours")
    links = set(re.findall(r'class="tag" href="([^"]*)"', html))
    assert links == {"?q=val_loss+%3C+0.25&amp;sort=name&amp;columns=tags&amp;tag=ours"}


def test_the_number_of_queries_does_not_grow_with_the_runs(
    viewer: User, logged: dict[str, Run]
) -> None:
    client, query = client_of(viewer), "?columns=val_loss,params.lr,last.val_acc,f1&sort=f1"
    client.get(TABLE + query)
    with CaptureQueriesContext(connection) as all_runs:
        client.get(TABLE + query)
    Run.objects.exclude(name="first").update(deleted_at="2026-01-01T00:00:00Z")
    with CaptureQueriesContext(connection) as one_run:
        client.get(TABLE + query)
    assert len(all_runs) == len(one_run)


COLUMNS = [
    *("val_loss", "params.lr", "f1", "last.f1", "min.f1", "max.f1", "at.f1"),
    *("params.momentum", "min.val_accuracy", "max.val_accuracy", "min.val_loss", "max.val_loss"),
]


def test_the_number_of_queries_does_not_grow_with_the_columns(
    viewer: User, logged: dict[str, Run], django_assert_num_queries: Callable
) -> None:
    first = logged["first"]
    first.parameters |= {"momentum": "0.9"}
    first.save()
    Parameter.objects.create(run=first, project=first.project, name="momentum", text="0.9")
    client, few = client_of(viewer), "?columns=params.lr,last.f1"
    client.get(TABLE + few)
    with CaptureQueriesContext(connection) as of_two:
        client.get(TABLE + few)
    with django_assert_num_queries(len(of_two)):
        html = client.get(f"{TABLE}?sort=name&columns={','.join(COLUMNS)}").content.decode()
    assert cells(html, "Last f1") == ["0.1000", "0.4000", "0.2000", "0.3000"]
    assert cells(html, "momentum") == ["0.9", "none", "none", "none"]


@pytest.mark.parametrize(
    "query",
    ["q=a&verdict=overfits&verdict=healthy&tag=x&sort=name", "columns=a,b.`c,d`&group=params.lr"],
)
def test_a_state_written_down_is_read_as_the_same(query: str) -> None:
    state = TableState.from_query(QueryDict(query))
    assert TableState.from_query(QueryDict(state.query())) == state


def test_names_with_commas_stand_in_backticks() -> None:
    assert split_names("a, b.`c,d`,a") == ("a", "b.`c,d`")
