"""The names that a project knows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiments.models import Parameter, Project, Run
from experiments.querying.fields import field, known_names, metric_keys, parameter_names
from experiments.querying.language import condition


def test_each_name_is_known_once_in_alphabetical_order(asked: Project) -> None:
    assert metric_keys(asked) == ["f1 score", "lr", "train_loss", "val_loss"]
    assert parameter_names(asked) == ["deep", "lr", "opt", "we`ird"]
    assert len(set(known_names(asked))) == len(known_names(asked))


def test_names_of_other_projects_are_not_known(asked: Project) -> None:
    other = Project.objects.create(name="Other", slug="other")
    assert metric_keys(other) == parameter_names(other) == []


def test_any_number_of_names_takes_one_query(asked: Project) -> None:
    run = Run.objects.filter(project=asked).first()
    more = [Parameter(run=run, project=asked, name=f"p{n:02}") for n in range(40)]
    Parameter.objects.bulk_create(more)
    with CaptureQueriesContext(connection) as captured:
        assert len(parameter_names(asked)) == 44
    assert len(captured) == 1


def test_a_metric_that_is_called_like_a_column_has_a_name_of_its_own(asked: Project) -> None:
    run = Run.objects.filter(project=asked).first()
    run.series.create(project=asked, key="epochs", name="epochs", kind="other", max=7, last=7)
    assert known_names(asked).count("`epochs`") == 1
    assert field(asked, "`epochs`").name == "`epochs`"
    assert field(asked, "epochs").title == "Epochs"
    assert "`val_loss`" not in known_names(asked)


@pytest.mark.parametrize("name", ["a`b", "`", "``", "a.`b`", "`a", "a`"])
def test_a_backtick_in_a_name_is_written_twice(asked: Project, name: str) -> None:
    run = Run.objects.filter(project=asked).first()
    Parameter.objects.create(run=run, project=asked, name=name, text="1", number=1)
    run.series.create(project=asked, key=name, name=name, kind="other", max=7, last=7)
    written = "`" + name.replace("`", "``") + "`"
    assert {written, f"params.{written}"} <= set(known_names(asked))
    for query in (f"params.{written} = 1", f"last.{written} = 7 and {written} > 6"):
        assert [*Run.objects.filter(condition(asked, query))] == [run]
