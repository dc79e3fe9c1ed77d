"""How long all rules take for one run, by its length.

    python -m benchmarks.analysis [--rounds 15] [--rules]

Every figure is lowest / middle / highest of the rounds, in milliseconds of processor time, without
reading, storing or building the epoch table. `--rules` adds each rule for 100 epochs.
"""

import argparse
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from experiments.analysis import RULES, analyse
from experiments.curves import Curves
from experiments.facts import Facts

LENGTHS = (100, 1_000, 10_000, 100_000)
FACTS = Facts(classes=10, n_val=5_000)


def overfitting_run(epochs: int, seed: int) -> Curves:
    """Training and validation, loss and accuracy, with noise: most rules have much to do."""
    noise = np.random.default_rng(seed)
    t = np.arange(epochs) / epochs
    validated = 0.9 - 0.6 * np.exp(-8 * t) + noise.normal(0, 0.003, epochs)
    return Curves.of(
        epoch=np.arange(epochs),
        train_loss=0.1 + np.exp(-6 * t),
        val_loss=0.3 + np.exp(-6 * t) + 0.4 * t**2 + noise.normal(0, 0.005, epochs),
        train_accuracy=np.minimum(validated + 0.05, 1),
        val_accuracy=validated,
    )


def milliseconds(work: Callable[[Curves], object], epochs: int, rounds: int) -> list[float]:
    """Each round works on curves of its own: nothing is taken from the round before."""
    took = []
    for seed in range(rounds + 1):
        curves = overfitting_run(epochs, seed)
        start = time.process_time()
        work(curves)
        took.append(1e3 * (time.process_time() - start))
    return took[1:]  # The first round pays for what numpy and pandas load when first used.


def row(name: str, took: list[float]) -> str:
    return f"{name:>24}  {min(took):8.2f} / {median(took):8.2f} / {max(took):8.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--rules", action="store_true", help="each rule for 100 epochs as well")
    options = parser.parse_args()
    for epochs in LENGTHS:
        took = milliseconds(lambda curves: analyse(curves, FACTS), epochs, options.rounds)
        print(row(f"{epochs:,} epochs", took))
    for rule in RULES if options.rules else ():
        took = milliseconds(lambda curves, r=rule: r.check(curves, FACTS), 100, options.rounds)
        print(row(rule.name, took))


if __name__ == "__main__":
    main()
