"""What fields say of many runs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiments.models import Parameter, Project, Run
from experiments.querying.fields import known_names, some_fields
from experiments.querying.values import values_of, values_of_all

FEW = ["name", "status", "tags", "val_loss", "train_loss", "params.lr"]
NESTED = [f"{which}.{key}" for which in ("last", "min", "max") for key in ("lr", "train_loss")]


def read(project: Project, names: list[str]) -> tuple[dict[str, dict[str, object]], int]:
    """The name of a field -> the name of a run -> its value; and the number of queries."""
    fields = some_fields(project, names)
    with CaptureQueriesContext(connection) as captured:
        found = values_of_all(fields, Run.objects.filter(project=project))
    runs = dict(Run.objects.values_list("pk", "name"))
    named = {name: {runs[pk]: one for pk, one in of.items()} for name, of in found.items()}
    return named, len(captured)


def test_all_columns_take_as_many_queries_as_one_of_each_kind(asked: Project) -> None:
    _, few = read(asked, FEW)
    many = [*dict.fromkeys([*FEW, *known_names(asked), *NESTED])]
    found, queries = read(asked, many)
    assert set(found) == set(many)
    assert len(many) > 25
    assert queries <= few


def test_each_kind_of_field_is_read(asked: Project) -> None:
    found, _ = read(asked, [*FEW, "`f1 score`", "last.train_loss", "overfits", "who", "notes"])
    assert found["val_loss"] == {"adam": 0.4, "sgd": 0.7}
    assert found["`f1 score`"] == {"adam": 0.7}
    assert found["last.train_loss"]["sgd"] == 0.2
    assert found["params.lr"] == {"adam": 0.01, "sgd": 0.001, "plain": "auto"}
    assert found["overfits"] == {"adam": True, "sgd": False}
    assert found["notes"] == {"adam": "keep this"}
    assert found["tags"] == {"adam": "baseline, small"}
    assert set(found["who"].values()) == {"asker"}
    assert set(found["status"]) == {"adam", "sgd", "plain", "bare"}


def test_loaded_runs_say_the_same(asked: Project) -> None:
    names = [*FEW, "`f1 score`", "epochs", "who", "gap"]
    fields = some_fields(asked, names)
    runs = list(Run.objects.filter(project=asked))
    loaded, stored = values_of(fields, runs), values_of_all(fields, Run.objects.all())
    for name in set(names) - {"params.lr"}:  # Logged as text; as a number in the rows.
        assert loaded[name] == stored[name]


def test_a_text_that_was_cut_for_the_index_is_whole(asked: Project) -> None:
    run, text = Run.objects.get(name="bare"), "x" * 500
    run.parameters = {"long": text}
    run.save()
    Parameter.objects.create(run=run, project=asked, name="long", text=text[:200])
    assert read(asked, ["params.long"])[0]["params.long"] == {"bare": text}
