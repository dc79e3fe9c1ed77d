"""The words around a loss-accuracy plane, and the key of its colours."""

from collections.abc import Iterator

import numpy as np

from experiments.analysis.wording import listing
from experiments.charts.plane_scene import Scene
from experiments.charts.sheet import Size
from experiments.charts.words import number_of, text_width, value_label

SHADES = 8
"""Steps of the colours by epoch of one run."""
SWATCH = 9


def captions(scene: Scene, size: Size) -> Iterator[str]:
    """What the axes are, and how many points lie above the plane.

    >>> from experiments.charts.plane_scene import PlaneRun, scene, trails
    >>> from experiments.curves import Curves
    >>> one = PlaneRun("baseline", Curves.of(val_loss=[0.4], val_accuracy=[0.8]))
    >>> shown = scene(trails([one], "val"), "val", 2, is_cross_entropy=True)
    >>> next(captions(shown, Size("wide", 480, 400)))
    '<text x="0" y="12">val loss</text>'
    """
    loss, accuracy = (f"{scene.split} {kind}".strip() for kind in ("loss", "accuracy"))
    yield f'<text x="0" y="12">{loss}</text>'
    yield f'<text class="a-end" x="{size.end:g}" y="{size.height - 6:g}">{accuracy}</text>'
    losses = np.concatenate([trail.loss for trail in scene.trails])
    above = losses[losses > scene.y_axis.high]
    if len(above):
        lie = f"{scene.counted_by} lies" if len(above) == 1 else f"{scene.counted_by}s lie"
        words = f"{len(above):,} {lie} above, up to {value_label('loss', above.max())}"
        far = [trail.letter for trail in scene.trails if trail.loss.min() > scene.y_axis.high]
        words += f": all of {listing(far)}" if far else ""
        yield f'<text class="zone" x="{size.left:g}" y="{size.top - 8:g}">{words}</text>'


def ramp(scene: Scene, size: Size) -> Iterator[str]:
    """Which colour is which epoch, for one run of several epochs.

    >>> from experiments.charts.plane_scene import PlaneRun, scene, trails
    >>> from experiments.curves import Curves
    >>> one = PlaneRun("baseline", Curves.of(val_loss=[0.4, 0.3], val_accuracy=[0.8, 0.9]))
    >>> shown = scene(trails([one], "val"), "val", 2, is_cross_entropy=True)
    >>> list(ramp(shown, Size("wide", 480, 400)))[-1].endswith(">2</text>")
    True
    """
    trail = scene.trails[0]
    if trail.letter or len(trail.epoch) == 1:
        return
    last = number_of(float(trail.epoch[-1]))
    end = size.end - text_width(last) - 6
    begin = end - SHADES * SWATCH
    first = f"{scene.counted_by} {number_of(float(trail.epoch[0]))}"
    yield f'<text class="a-end" x="{begin - 6:g}" y="12">{first}</text>'
    for shade in range(SHADES):
        yield f'<g class="way ep{shade + 1}">'
        yield f'<rect x="{begin + shade * SWATCH:g}" y="4" width="{SWATCH}" height="8"/></g>'
    yield f'<text x="{end + 6:g}" y="12">{last}</text>'
