"""Notes hold what people paste: whatever it is, the page stays what it was."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.markdown import LONGEST, html_of

TAGS = {
    "a", "blockquote", "br", "code", "div", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "rel", "title"}, "div": {"class", "tabindex", "role", "aria-label"},
    "ol": {"start"}, "pre": {"tabindex"}, "td": {"class"}, "th": {"class"},
}  # fmt: skip
EMPTY = {"br", "hr"}


class Checked(HTMLParser):
    """Fails on anything that a note may not hold, and on tags that do not close in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert tag in TAGS
        assert given.keys() <= ATTRIBUTES.get(tag, set())
        assert given.get("class", "num") in {"num", "scroll"}
        if tag == "a":
            assert "a" not in self.open
            assert given["href"].lower().startswith(("http://", "https://", "mailto:"))
            assert given["rel"] == "noopener nofollow"
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in EMPTY
        assert not attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def check(text: str) -> str:
    shown = html_of(text)
    reader = Checked()
    reader.feed(shown)
    reader.close()
    assert reader.open == []
    return shown


PIECES = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<iframe src=//h>", "<style>",
    "</p>", "<!-- -->", "<![CDATA[", "<?x?>", "![", "](", "](http://h/i.png)",
    "](javascript:alert(1))", "](data:text/html,x)", "](java\tscript:x)", "](&#106;avascript:x)",
    "](//h/x)", '"onmouseover="x', "[", "]", "(", ")", "<", ">", "`", "```", "~~~\n", "*", "**",
    "_", "~~", "|", "\n|-|-:|\n", "\n", "\n\n", "# ", "> ", "- ", "1. ", "    ", "\\", "&lt;",
    "&#x3c;", '"', "'", "https://h.example/a", "HTTP://x", "mailto:a@b.example",
    "<https://h.example>", "<javascript:x>", "[x]: javascript:y\n", "[x]", "a", " ", "style=x",
    "\x00", "\u2028", "\ufffd", "{{ x }}",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_pieces_of_markup_in_any_order_make_a_harmless_note(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
def test_any_text_makes_a_harmless_note(text: str) -> None:
    check(text)


def test_what_people_write_is_laid_out() -> None:
    shown = check(
        "# Plan\n\n1. **warm up**\n2. `lr=0.1`\n\n| a | b |\n|---|--:|\n| x | 1 |\n\n---\n~~old~~"
    )
    for part in (
        "<h3>Plan</h3>", "<li><strong>warm up</strong></li>", "<code>lr=0.1</code>", "<th>a</th>",
        '<td class="num">1</td>', "<hr />", "<s>old</s>",
    ):  # fmt: skip
        assert part in shown


def test_a_line_stays_a_line() -> None:
    assert check("first\nsecond") == "<p>first<br />\nsecond</p>\n"


def test_headings_go_on_from_the_one_above_without_leaving_out_a_level() -> None:
    shown = check("### a\n###### b\n# c\n")
    assert shown == "<h3>a</h3>\n<h4>b</h4>\n<h3>c</h3>\n"


def test_an_image_is_a_link_and_is_not_loaded() -> None:
    shown = check("![the curve](https://h.example/c.png) ![](https://h.example/d.png)")
    assert '<a href="https://h.example/c.png" rel="noopener nofollow">the curve</a>' in shown
    assert ">image</a>" in shown


def test_an_image_within_a_link_is_its_words() -> None:
    shown = check("[see ![badge](https://h.example/b.svg)](https://h.example/)")
    assert ">see badge</a>" in shown
    assert "b.svg" not in shown


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("See https://h.example/a.", "https://h.example/a", "."),
        ("(https://h.example/a_(b))", "https://h.example/a_(b)", ")"),
        ("https://h.example/?a=1&b=2 ok", "https://h.example/?a=1&amp;b=2", " ok"),
    ],
)
def test_a_bare_address_is_linked_without_the_sentence_around_it(
    text: str, address: str, after: str
) -> None:
    assert f'href="{address}" rel="noopener nofollow">{address}</a>{after}' in check(text)


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](//h.example)",
        "[x](/runs/)",
        "[x](data:text/html,y)",
        "<ftp://h>",
    ],
)
def test_other_addresses_are_shown_as_they_were_written(text: str) -> None:
    assert "<a" not in check(text)


def test_an_address_of_brackets_only_ends() -> None:
    check("https://h.example/" + ")" * 5000)


def test_a_very_long_note_is_shown_as_it_was_written() -> None:
    shown = check("**a** <b> " * LONGEST)
    assert shown.startswith('<pre tabindex="0">**a** &lt;b&gt; ')


def test_boxes_of_task_lists_are_signs() -> None:
    shown = check("- [x] warm-up\n- [ ] longer\n- [a] other\n\n[x] no list")
    assert "<li>☑ warm-up</li>" in shown
    assert "<li>☐ longer</li>" in shown
    assert "[a] other" in shown and "[x] no list" in shown
