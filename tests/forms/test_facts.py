import pytest
from django.core.exceptions import ValidationError

from experiments.forms.facts import ShareField


@pytest.mark.parametrize(
    ("text", "share"), [("0.9", 0.9), ("90 %", 0.9), (" 0,5% ", 0.005), ("1", 1.0), ("", None)]
)
def test_a_share_is_a_fraction_or_a_percentage(text: str, share: float | None) -> None:
    assert ShareField(required=False).clean(text) == (
        None if share is None else pytest.approx(share)
    )


@pytest.mark.parametrize("text", ["0", "1.01", "101 %", "-0.5", "nan", "inf", "%", "half", "0\n0"])
def test_anything_else_is_refused_with_the_cure(text: str) -> None:
    with pytest.raises(ValidationError, match="Write a share above 0 and at most 1"):
        ShareField(required=False).clean(text)
