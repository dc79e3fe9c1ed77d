"""Right and wrong samples as two bars: their share of the samples above their share of the loss."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from experiments.charts.drawn import Drawn, drawn, share_label
from experiments.charts.panel_svg import Size

WIDE = Size("wide", 584, 98, left=0, right=0)
NARROW = Size("narrow", 328, 98, left=0, right=0)
SAMPLES_TOP, LOSS_TOP, BAR, GAP = 18, 72, 22, 2
LEAST = 1.0


@dataclass(frozen=True)
class SplitRow:
    """Right or wrong samples: how many, and their shares of all samples and of all loss."""

    kind: str
    count: int
    samples: str
    loss: str


def loss_split(n: int, wrong: int, loss_share_wrong: float) -> Drawn:
    """The two bars.

    - `n`: samples, at least 1; `wrong`: those among them that the model gets wrong
    - `loss_share_wrong`: what these carry of all loss, in [0, 1]

    >>> loss_split(1000, 50, 0.9).description
    '50 wrong samples of 1,000, 5.0 %, carry 90 % of the loss.'
    """
    noun = "sample" if wrong == 1 else "samples"
    carries = "carries" if wrong == 1 else "carry"
    told = (
        f"{wrong:,} wrong {noun} of {n:,}, {share_label(wrong / n)}, {carries} "
        f"{share_label(loss_share_wrong)} of the loss."
    )

    def draw(size: Size) -> Iterator[str]:
        yield from _words(SAMPLES_TOP, f"{n - wrong:,} right, {share_label(1 - wrong / n)}", size)
        yield _end_words(SAMPLES_TOP, f"{wrong:,} wrong, {share_label(wrong / n)}", size)
        yield from _bar(SAMPLES_TOP, wrong / n, size)
        yield from _link(wrong / n, loss_share_wrong, size)
        yield from _words(LOSS_TOP, f"{share_label(1 - loss_share_wrong)} of the loss", size)
        yield _end_words(LOSS_TOP, f"{share_label(loss_share_wrong)} of the loss", size)
        yield from _bar(LOSS_TOP, loss_share_wrong, size)

    return drawn("split", "Right and wrong samples and their loss", told, draw, WIDE, NARROW)


def loss_split_rows(n: int, wrong: int, loss_share_wrong: float) -> list[SplitRow]:
    """The same as a table, right samples first; a kind that has no sample has no row.

    >>> loss_split_rows(1000, 50, 0.9)[1]
    SplitRow(kind='Wrong', count=50, samples='5.0 %', loss='90 %')
    >>> [row.kind for row in loss_split_rows(10, 0, 0.0)]
    ['Right']
    """
    rows = (
        SplitRow("Right", n - wrong, share_label(1 - wrong / n), share_label(1 - loss_share_wrong)),
        SplitRow("Wrong", wrong, share_label(wrong / n), share_label(loss_share_wrong)),
    )
    return [row for row in rows if row.count]


def _words(top: float, words: str, size: Size) -> Iterator[str]:
    yield f'<text class="lab halo" x="{size.left:g}" y="{top - 6:g}">{escape(words)}</text>'


def _end_words(top: float, words: str, size: Size) -> str:
    start = f'<text class="lab-strong halo a-end" x="{size.width:g}" y="{top - 6:g}">'
    return f"{start}{escape(words)}</text>"


def _bar(top: float, share: float, size: Size) -> Iterator[str]:
    """A pale part for the right samples, a full one for the wrong ones; either may be missing."""
    cut = _cut(share, size)
    if share < 1:
        end = cut - GAP if share > 0 else cut
        yield f'<rect class="bar-soft" y="{top:g}" width="{end:.1f}" height="{BAR}"/>'
    if share > 0:
        width = size.width - cut
        yield f'<rect class="f1" x="{cut:.1f}" y="{top:g}" width="{width:.1f}" height="{BAR}"/>'


def _link(samples: float, loss: float, size: Size) -> Iterator[str]:
    if samples > 0:
        start, end = _cut(samples, size), _cut(loss, size)
        bottom = SAMPLES_TOP + BAR
        yield f'<path class="link-up" d="M{start:.1f} {bottom}L{end:.1f} {LOSS_TOP}"/>'


def _cut(share: float, size: Size) -> float:
    """Where the wrong part begins; neither part is too thin to be seen."""
    if share in (0, 1):
        return size.width * (1 - share)
    return min(max(size.width * (1 - share), GAP + LEAST), size.width - LEAST)
