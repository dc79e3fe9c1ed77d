import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from experiments.forms.embed import EmbedForm


def origins(text: str) -> list[str]:
    form = EmbedForm({"origins": text})
    assert form.is_valid(), form.errors
    return form.cleaned_data["origins"]


def test_origins_are_named_between_spaces_or_commas() -> None:
    said = "https://Wiki.example.org/, http://localhost:8080\nhttps://wiki.example.org"
    assert origins(said) == ["https://wiki.example.org", "http://localhost:8080"]
    assert origins("  ") == []


@pytest.mark.parametrize(
    "word",
    [
        "*", "https:", "https://*", "https://*.example.org", "wiki.example.org", "'self'",
        "https://a.org/page", "https://a.org?x", "https://u@a.org", "https://a.org;script-src",
        "https://a.org:99999", "https://a.org:0", "https://-a.org", "https://bücher.example",
        "javascript:alert(1)", "data:", "https://a..org",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_site_is_refused_by_name(word: str) -> None:
    form = EmbedForm({"origins": f"https://a.org {word}"})
    assert f"“{word}” is no address of a site." in form.errors["origins"][0]


def test_too_many_sites_are_refused_with_their_number() -> None:
    form = EmbedForm({"origins": " ".join(f"https://a{n}.org" for n in range(21))})
    assert form.errors["origins"] == ["21 sites were named, 20 are possible."]


@given(st.text(max_size=60))
@example("https://a.org\r\nX-Header: 1")
@example("https://a.org\x85b")
def test_no_text_brings_a_word_of_its_own_into_the_header(text: str) -> None:
    form = EmbedForm({"origins": text})
    if form.is_valid():
        for origin in form.cleaned_data["origins"]:
            assert set(origin) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.:/")
            assert origin.startswith(("http://", "https://"))


def test_a_link_ends_after_one_of_the_named_times() -> None:
    assert EmbedForm({"days": "30"}).is_valid()
    assert not EmbedForm({"days": "31"}).is_valid()
