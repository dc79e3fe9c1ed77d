"""How long all rules take for one run, and how that grows with its length.

    python -m benchmarks.analysis [--rounds 15] [--rules]

Every figure is lowest / middle / highest of the rounds, in milliseconds of processor time, without
reading, storing or building the epoch table. `--rules` adds each rule, for the shortest and the
longest run.
"""

import argparse
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from statistics import median

import numpy as np

from experiments.analysis import RULES, analyse
from experiments.analysis.finding import Rule
from experiments.curves import Curves
from experiments.facts import Facts

LENGTHS = (100, 1_000, 10_000, 100_000)
FACTS = Facts(classes=10, n_val=5_000)
LIMITS = {100: 10, 100_000: 1_000}
"""Milliseconds that a run of so many epochs may take."""


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


def against_limit(epochs: int, took: list[float]) -> str:
    if epochs not in LIMITS:
        return ""
    met = "met" if median(took) < LIMITS[epochs] else "missed"
    return f"  under {LIMITS[epochs]:,} ms: {met}"


def exponent(times: Mapping[int, float]) -> float:
    """The power of the length with which the time grows: least squares over the logarithms."""
    return float(np.polyfit(np.log(list(times)), np.log(list(times.values())), 1)[0])


def growth(times: Mapping[int, float]) -> str:
    """How the time grows from each length to the next, beside n log n."""
    lines = [f"{'growth':>24}  time ~ length ^ {exponent(times):.2f}"]
    slower = []
    for short, long in pairwise(times):
        grown, allowed = times[long] / times[short], long * np.log(long) / (short * np.log(short))
        lines.append(f"{f'{short:,} to {long:,}':>24}  × {grown:.1f}, n log n: × {allowed:.1f}")
        slower.append(grown > allowed)
    answer = "no" if any(slower) else "yes"
    return "\n".join([*lines, f"{'':>24}  grows no faster than n log n: {answer}"])


def check(rule: Rule, curves: Curves) -> object:
    return rule.check(curves, FACTS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--rules", action="store_true", help="each rule as well")
    options = parser.parse_args()
    times = {}
    for epochs in LENGTHS:
        took = milliseconds(lambda curves: analyse(curves, FACTS), epochs, options.rounds)
        times[epochs] = median(took)
        print(row(f"{epochs:,} epochs", took) + against_limit(epochs, took))
    print(growth(times))
    for epochs in (LENGTHS[0], LENGTHS[-1]) if options.rules else ():
        print(f"\n{epochs:,} epochs")
        for rule in RULES:
            print(row(rule.name, milliseconds(partial(check, rule), epochs, options.rounds)))


if __name__ == "__main__":
    main()
