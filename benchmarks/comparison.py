"""Deciding between 20 runs, and two files of 1,000,000 predictions against each other.

    python -m benchmarks.comparison [--rounds 5] [--epochs 1000] [--samples 1000000]

Figures are lowest / middle / highest of the rounds, in milliseconds.
"""

import argparse
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from experiments.comparison.decide import decide
from experiments.comparison.entry import Entry, entry
from experiments.comparison.preference import Preference
from experiments.curves import Curves
from experiments.facts import Facts
from experiments.predictions.pair import compare_pair
from experiments.predictions.resampling import MOST_RESAMPLED
from experiments.predictions.samples import Samples

RUNS, CLASSES = 20, 10


def runs(epochs: int) -> list[Entry]:
    """Falling losses and rising accuracies with noise, above the floor."""
    chance, at = np.random.default_rng(0), np.arange(epochs)
    made = []
    for i in range(RUNS):
        noise = chance.normal(0, 0.01, (2, epochs))
        loss = 0.4 + np.exp(-at / 50) + noise[0]
        accuracy = np.clip(0.9 - 0.4 * np.exp(-at / 40) + noise[1], 0, 1)
        curves = Curves.of(val_loss=loss, val_accuracy=accuracy)
        made.append(entry(str(i), f"run-{i}", curves, Facts(n_val=5000, classes=CLASSES)))
    return made


def samples(n: int, seed: int) -> Samples:
    chance, label = np.random.default_rng(seed), np.arange(n) % CLASSES
    p = chance.uniform(0.3, 1.0, n)
    right = chance.random(n) < p
    p_true = np.where(right, p, (1 - p) / (CLASSES - 1))
    loss = -np.log(p_true)
    return Samples(
        class_names=tuple(str(k) for k in range(CLASSES)),
        temperature=1.0,
        row=np.arange(n),
        ids=np.array([f"image-{i}" for i in range(n)], dtype=object),
        label=label,
        predicted=np.where(right, label, (label + 1) % CLASSES),
        p_true=p_true,
        p_predicted=p,
        loss=loss,
        loss_after=loss,
    )


def timed(work: Callable[[], object], rounds: int) -> str:
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - start))
    return " / ".join(f"{ms:,.0f}" for ms in (min(found), median(found), max(found)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=1000)
    parser.add_argument("--samples", type=int, default=1_000_000)
    given = parser.parse_args()
    preference = Preference("weight", 0.5)
    decided = timed(lambda: decide(runs(given.epochs), preference), given.rounds)
    print(f"{RUNS} runs of {given.epochs:,} epochs, curves made included: {decided} ms")
    for n in (MOST_RESAMPLED, given.samples):
        a, b = samples(n, 1), samples(n, 2)
        paired = timed(lambda a=a, b=b: compare_pair(a, b), given.rounds)
        print(f"two files of {n:,} samples: {paired} ms")


if __name__ == "__main__":
    main()
