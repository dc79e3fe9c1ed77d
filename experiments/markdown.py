"""Notes in Markdown, as HTML that holds nothing but text, links, lists, tables and code.

Raw HTML is shown as it was written, addresses other than http, https and mailto are not linked,
and no image is loaded: it becomes a link. Nothing in the result carries a style or an id.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

LINKED = re.compile(r"(https?://|mailto:)[^\s\x00-\x1f]", re.IGNORECASE)
BARE = re.compile(r"https?://[^\s<>\"'`]{1,2000}", re.IGNORECASE)
TASK = re.compile(r"^\[([ xX])\](?=\s)")
TICKED = {" ": "☐", "x": "☑"}
AFTER_AN_ADDRESS = ".,:;!?*_~"
PAGE_LEVEL, LOWEST_LEVEL = 2, 6
# Some texts cost the square of their length: this many characters are half a second at most.
LONGEST = 20_000


def html_of(text: str) -> str:
    """The text as HTML.

    Its headings go on from the one that stands above it on the page, without leaving out a level.
    A text of more than LONGEST characters is shown as it was written.

    >>> html_of("**Warm-up** of 5 epochs, see <https://example.org>")
    '<p><strong>Warm-up</strong> of 5 epochs, see <a href="https://example.org" \
rel="noopener nofollow">https://example.org</a></p>\\n'
    >>> html_of("<script>alert(1)</script>")
    '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\\n'
    """
    if len(text) > LONGEST:
        return f'<pre tabindex="0">{escapeHtml(text)}</pre>\n'
    return _MARKDOWN.render(text)


def _headings(state: StateCore) -> None:
    above = PAGE_LEVEL
    for token in state.tokens:
        if token.type == "heading_open":
            above = min(int(token.tag[1:]) + PAGE_LEVEL, above + 1, LOWEST_LEVEL)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{above}"


def _alignment(state: StateCore) -> None:
    """Columns are aligned by a class: the content policy blocks styles."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open"):
            style = token.attrs.pop("style", "")
            if style == "text-align:right":
                token.attrSet("class", "num")


def _tasks(state: StateCore) -> None:
    """Boxes of task lists as signs, which are read out, too: nothing can be ticked in a note."""
    for item, _, words in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type != "list_item_open" or words.type != "inline" or not words.children:
            continue
        first = words.children[0]
        first.content = TASK.sub(lambda found: TICKED[found[1].lower()], first.content)


def _links(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline":
            block.children = list(_linked(block.children or []))


def _linked(tokens: Sequence[Token]) -> Iterator[Token]:
    """Images and bare addresses as links, where they are not within one already."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "link_open":
            token.attrSet("rel", "noopener nofollow")
        if token.type == "image":
            yield from _link_to_image(token, is_inside=depth > 0)
        elif token.type == "text" and not depth:
            yield from _with_addresses(token.content)
        else:
            yield token


def _link_to_image(image: Token, *, is_inside: bool) -> Iterator[Token]:
    text = _text(image.content or "image")
    yield from (text,) if is_inside else _link(str(image.attrs["src"]), text)


def _with_addresses(text: str) -> Iterator[Token]:
    end = 0
    for found in BARE.finditer(text):
        address = _trimmed(found[0])
        yield _text(text[end : found.start()])
        yield from _link(address, _text(address))
        end = found.start() + len(address)
    yield _text(text[end:])


def _trimmed(address: str) -> str:
    """Without what ends the sentence around it; a bracket stays where it was opened within."""
    address = address.rstrip(AFTER_AN_ADDRESS)
    while address.endswith(")") and address.count("(") < address.count(")"):
        address = address[:-1].rstrip(AFTER_AN_ADDRESS)
    return address


def _link(address: str, text: Token) -> Iterator[Token]:
    attrs = {"href": address, "rel": "noopener nofollow"}
    yield from (Token("link_open", "a", 1, attrs=attrs), text, Token("link_close", "a", -1))


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _code(
    _self: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType
) -> str:
    # Long lines are scrolled to with the keyboard too.
    return f'<pre tabindex="0"><code>{escapeHtml(tokens[at].content)}</code></pre>\n'


def _table_open(*_: object) -> str:
    return '<div class="scroll" tabindex="0" role="group" aria-label="Table in the notes"><table>'


def _table_close(*_: object) -> str:
    return "</table></div>\n"


def _built() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
    markdown.enable(["table", "strikethrough"])
    markdown.validateLink = lambda address: LINKED.match(address) is not None
    for rule in (_headings, _alignment, _tasks, _links):
        markdown.core.ruler.push(rule.__name__, rule)
    for name in ("fence", "code_block"):
        markdown.add_render_rule(name, _code)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    return markdown


_MARKDOWN = _built()
