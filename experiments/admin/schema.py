"""What the admin's query language knows: which names there are, and what they look up."""

import difflib
from decimal import Decimal

from django.contrib.auth.models import User
from django.db.models import BooleanField, Case, FloatField, Model, Q, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, IExact, IsNull, Regex
from djangoql.ast import Name
from djangoql.exceptions import DjangoQLSchemaError
from djangoql.schema import BoolField, DjangoQLField, DjangoQLSchema, StrField

from experiments.models import EpochMetrics, MetricRule, Predictions, Project, Run, Series, Tag

_RUN_COLUMNS = ("overfits", "disagrees", "verdict")
_PARAMETERS = "params"
_NUMBER = r"^\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,2})?\s*$"


_FIELDS = {
    EpochMetrics: (
        "run", "epoch", "train_loss", "val_loss", "test_loss",
        "train_accuracy", "val_accuracy", "test_accuracy",
    ),
    Series: (
        "run", "name", "kind", "split", "scale", "count", "non_finite",
        "first_step", "last_step", "last", "last_epoch",
        "min", "min_step", "min_epoch", "max", "max_step", "max_epoch",
    ),
    Predictions: (
        "uuid", "run", "split", "epoch", "name", "size", "sha256", "uploaded_by", "uploaded_at",
        "state", "attempts", "finished_at", "seconds", "format_title", "kind", "n", "classes",
        "majority", "log_loss", "accuracy", "ece", "temperature", "confidence", "headline",
    ),
    Run: (
        "uuid", "project", "name", "status", "tags", "notes", "is_example", "created_by",
        "created_at", "started_at", "finished_at", "deleted_at", "counted_by", "epoch_count",
        "classes", "n_val", "loss_kind", "majority",
        "best_val_loss", "best_val_loss_epoch", "last_val_loss", "best_val_accuracy",
        "best_val_accuracy_epoch", "last_val_accuracy", "final_gap",
        "verdict", "verdict_epoch", "overfits", "disagrees", "keep_by_loss", "keep_by_accuracy",
    ),
    MetricRule: ("name", "project", "kind", "split", "made_by", "made_at"),
    Project: ("slug", "name", "description", "is_example", "created_at"),
    Tag: ("name",),
    User: ("username",),
}  # fmt: skip


class OfRun:
    """A column of the run, asked for on one of its rows."""

    def get_lookup_name(self) -> str:
        return f"run__{self.name}"


class RunFlag(OfRun, BoolField):
    pass


class RunWord(OfRun, StrField):
    def get_options(self, search: str) -> list[str]:
        return []


class Parameter(DjangoQLField):
    """One parameter of a run; numbers are compared as numbers, though logs hold text."""

    type = "unknown"

    def validate(self, value: object) -> None:
        if not isinstance(value, (str, int, float, Decimal, bool, type(None))):
            raise DjangoQLSchemaError(f"A parameter cannot be compared to {value!r}.")

    def get_lookup(self, path: list[str], operator: str, value: object) -> Q:
        text = KeyTextTransform(self.name, "__".join([*path[:-1], "parameters"]))
        if value is None:
            missing = Q(IsNull(text, True))
            return ~missing if operator == "!=" else missing
        values = value if isinstance(value, list) else [value]
        suffix, inverted = self.get_operator(operator)
        wanted = Q()
        for one in values:
            wanted |= _compare(text, suffix, one)
        if not inverted:
            return wanted
        # Text that is no number compares as NULL, and NOT NULL is NULL again: ask for "no match".
        matches = Case(When(wanted, then=True), default=False, output_field=BooleanField())
        return Q(IsNull(text, False)) & Q(Exact(matches, False))


def _compare(text: KeyTextTransform, suffix: str, value: object) -> Q:
    lookup = "exact" if suffix in ("", "__in") else suffix.removeprefix("__")
    if isinstance(value, bool):
        return Q(IExact(text, str(value)))
    if isinstance(value, str):
        return Q(text.output_field.get_lookup(lookup)(text, value))
    # The database may cast every row before it filters: only what is a number may reach the cast.
    number = Case(When(Regex(text, _NUMBER), then=Cast(text, FloatField())), default=None)
    return Q(FloatField().get_lookup(lookup)(number, float(value)))


class RunSchema(DjangoQLSchema):
    """Runs, what hangs on them, and the way from there to projects, tags and people."""

    include = tuple(_FIELDS)

    def get_fields(self, model: type[Model]) -> list:
        names = list(_FIELDS[model])
        if model in (EpochMetrics, Series, Predictions):
            flags = [RunFlag(model=Run, name=name, nullable=True) for name in _RUN_COLUMNS[:2]]
            return [*names, *flags, RunWord(model=Run, name="verdict")]
        return names

    def resolve_name(self, name: Name) -> DjangoQLField | None:
        model, field = self.current_model, None
        for place, part in enumerate(name.parts):
            if model is Run and part == _PARAMETERS:
                return self._parameter(name, place)
            known = self.models[self.model_label(model)] if model else {}
            field = known.get(part)
            if field is None:
                raise DjangoQLSchemaError(_unknown(part, sorted(known)), value=part)
            model = getattr(field, "related_model", None)
        return None if model else field

    def _parameter(self, name: Name, place: int) -> Parameter:
        keys = name.parts[place + 1 :]
        if len(keys) != 1:
            raise DjangoQLSchemaError(
                "Name one parameter, such as params.lr.", value=name.parts[place]
            )
        return Parameter(model=Run, name=keys[0], nullable=True)


def _unknown(part: str, known: list[str]) -> str:
    if not known:
        return f"“{part}” does not exist: the name before it is a plain column."
    near = difflib.get_close_matches(part, known, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    return f"Unknown field “{part}”.{guess} Known here: {', '.join(known)}."
