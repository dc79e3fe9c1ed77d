"""Code to copy: the advised temperature applied in PyTorch, TensorFlow and numpy."""

from dataclasses import dataclass

from experiments.predictions.scores import KINDS


@dataclass(frozen=True)
class Snippet:
    """Code for one library; it defines `temperature` and `probabilities`."""

    key: str
    library: str
    text: str


_LOGITS = {
    "pytorch": """\
import torch

temperature = {t}
probabilities = torch.softmax(logits / temperature, dim=-1)
""",
    "tensorflow": """\
import tensorflow as tf

temperature = {t}
probabilities = tf.nn.softmax(logits / temperature, axis=-1)
""",
    "numpy": """\
import numpy as np

temperature = {t}
scaled = np.asarray(logits, dtype=np.float64) / temperature
scaled -= scaled.max(axis=-1, keepdims=True)
probabilities = np.exp(scaled)
probabilities /= probabilities.sum(axis=-1, keepdims=True)
""",
}

# Probabilities of 0 have no logarithm: float64's epsilon, as where the temperature was found.
_PROBABILITIES = {
    "pytorch": """\
import torch

temperature = {t}
eps = torch.finfo(torch.float64).eps
logits = torch.log(probabilities.double().clamp(min=eps))
probabilities = torch.softmax(logits / temperature, dim=-1)
""",
    "tensorflow": """\
import tensorflow as tf

temperature = {t}
eps = tf.constant(2.0**-52, dtype=tf.float64)
logits = tf.math.log(tf.maximum(tf.cast(probabilities, tf.float64), eps))
probabilities = tf.nn.softmax(logits / temperature, axis=-1)
""",
    "numpy": """\
import numpy as np

temperature = {t}
eps = np.finfo(np.float64).eps
scaled = np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), eps)) / temperature
scaled -= scaled.max(axis=-1, keepdims=True)
probabilities = np.exp(scaled)
probabilities /= probabilities.sum(axis=-1, keepdims=True)
""",
}

LIBRARIES = {"pytorch": "PyTorch", "tensorflow": "TensorFlow", "numpy": "NumPy"}


def snippets(temperature: float, kind: str) -> tuple[Snippet, ...]:
    """One snippet a library: logits / T, or ln p / T, and a softmax over the last axis.

    - `temperature`: above 0, written with four digits
    - `kind`: ``logits`` or ``probabilities``: the name of the array that the code starts from

    Raises ValueError for a temperature not above 0 or another kind.

    >>> import numpy as np
    >>> space = {"logits": np.array([[4.0, 0.0]])}
    >>> exec(snippets(2.0, "logits")[2].text, space)
    >>> space["probabilities"].round(4).tolist()
    [[0.8808, 0.1192]]
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}, not {kind!r}")
    if not temperature > 0:
        raise ValueError(f"temperature must be above 0, not {temperature}")
    texts = _LOGITS if kind == "logits" else _PROBABILITIES
    written = f"{temperature:.4g}"
    return tuple(Snippet(key, LIBRARIES[key], texts[key].format(t=written)) for key in LIBRARIES)
