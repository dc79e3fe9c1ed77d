from hypothesis import given
from hypothesis import strategies as st

from experiments.names_shown import LONGEST, short_name


def test_names_that_differ_at_their_end_still_do() -> None:
    names = {f"resnet50_imagenet_augmented_pretrained_lr{rate}" for rate in (0.1, 0.01, 0.001)}
    assert len({short_name(name) for name in names}) == 3


def test_names_that_differ_at_their_beginning_still_do() -> None:
    names = {f"{model}_imagenet_augmented_pretrained_lr0.1" for model in ("resnet18", "resnet50")}
    assert len({short_name(name) for name in names}) == 2


@given(name=st.text(max_size=120), longest=st.integers(min_value=8, max_value=60))
def test_no_name_is_longer_than_its_room(name: str, longest: int) -> None:
    assert len(short_name(name, longest)) <= longest


@given(st.text(max_size=LONGEST))
def test_names_that_fit_stay_as_they_are(name: str) -> None:
    assert short_name(name) == name
