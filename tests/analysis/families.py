"""Families of runs for property tests: how a loss went is known, everything else is drawn."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from experiments.analysis import analyse
from experiments.analysis.finding import Finding
from experiments.analysis.overfitting import RULE
from experiments.curves import Curves
from experiments.facts import Facts
from experiments.parsers import read_log
from tests.analysis.shapes import only

DEMO_LOGS = sorted(Path(__file__).parents[2].glob("experiments/demo/logs/*.csv"))
BY_SIZE = ("miscalibrated", "inconsistent_metrics", "never_learns")
"""Rules that hold a loss against what its accuracy allows; to them a factor matters."""


@dataclass(frozen=True, eq=False)
class Run:
    """Validation and training loss and validation accuracy, one value an epoch."""

    loss: np.ndarray
    training: np.ndarray
    accuracy: np.ndarray

    def __len__(self) -> int:
        return len(self.loss)

    def curves(self, first: int = 1) -> Curves:
        return self.at(np.arange(first, first + len(self)))

    def at(self, epoch: np.ndarray) -> Curves:
        """The same values, logged at these epochs."""
        return Curves.of(
            epoch=epoch, val_loss=self.loss, train_loss=self.training, val_accuracy=self.accuracy
        )

    def rows(self, chosen: np.ndarray | slice) -> "Run":
        return Run(self.loss[chosen], self.training[chosen], self.accuracy[chosen])

    def with_losses(self, factor: float = 1.0, shift: float = 0.0) -> "Run":
        loss, training = (factor * a + shift for a in (self.loss, self.training))
        return replace(self, loss=loss, training=training)


def decay(epochs: int, start: float, level: float, speed: float) -> np.ndarray:
    """A loss that falls exponentially from `start` to `level`."""
    return level + (start - level) * np.exp(-speed * np.arange(epochs) / epochs)


def rise(epochs: int, turn: float, size: float, power: float) -> np.ndarray:
    """0 up to the share `turn` of the run, then a rise that reaches `size` at the end."""
    since = np.maximum(np.linspace(0, 1, epochs) - turn, 0) / (1 - turn)
    return size * since**power


def jittered(values: np.ndarray, size: float, seed: int) -> np.ndarray:
    return values * np.exp(size * np.random.default_rng(seed).standard_normal(len(values)))


@st.composite
def healthy_runs(draw: st.DrawFn, least: int = 8, most: int = 120) -> Run:
    """Falls to the end, or comes to rest on a level; jitter up to 5 % from epoch to epoch."""
    epochs, level = draw(st.integers(least, most)), draw(st.floats(0.05, 1.0))
    loss = decay(epochs, level * draw(st.floats(1.5, 8)), level, draw(st.floats(1, 40)))
    return _run(draw, loss, draw(st.sampled_from([0.001, 0.01, 0.03, 0.05])))


@st.composite
def turned_runs(draw: st.DrawFn, least: int = 10, most: int = 120) -> Run:
    """Falls, and from somewhere in the middle rises for good by 15 % to 300 %."""
    epochs, level = draw(st.integers(least, most)), draw(st.floats(0.05, 1.0))
    loss = decay(epochs, level * draw(st.floats(2, 8)), level, draw(st.floats(8, 40)))
    size, power = level * draw(st.floats(0.15, 3)), draw(st.sampled_from([0.7, 1.0, 2.0]))
    loss = loss + rise(epochs, draw(st.floats(0.2, 0.6)), size, power)
    return _run(draw, loss, draw(st.sampled_from([0.001, 0.005, 0.02])))


@st.composite
def troubled_runs(draw: st.DrawFn, least: int = 10, most: int = 120) -> Run:
    """A run that something happened to: a jump, a dip, swings, an end in NaN, nothing learned."""
    run = draw(healthy_runs(least, most) | turned_runs(least, most))
    return draw(st.sampled_from(TROUBLES))(run, draw(st.integers(1, len(run) - 2)))


def _spike(run: Run, at: int) -> Run:
    return replace(run, loss=np.where(np.arange(len(run)) == at, 5 * run.loss, run.loss))


def _dip(run: Run, at: int) -> Run:
    lost = 0.2 * (np.arange(len(run)) // 2 == at // 2)
    return replace(run, accuracy=np.maximum(run.accuracy - lost, 0))


def _swings(run: Run, at: int) -> Run:
    return replace(run, loss=run.loss * (1 + 0.4 * (-1.0) ** np.arange(len(run))))


def _hill(run: Run, at: int) -> Run:
    place = np.arange(len(run)) - at
    return replace(run, loss=run.loss * (1 + 2 * np.exp(-((6 * place / len(run)) ** 2))))


def _end_in_nan(run: Run, at: int) -> Run:
    return replace(run, loss=np.where(np.arange(len(run)) > at, np.nan, run.loss))


def _explosion(run: Run, at: int) -> Run:
    growth = np.exp(np.maximum(np.arange(len(run)) - at, 0.0))
    return replace(run, loss=run.loss * growth, training=run.training * growth)


def _nothing_learned(run: Run, at: int) -> Run:
    flat = 2.3 + 0 * run.loss
    return Run(jittered(flat, 0.002, at), flat, 0.1 + 0 * run.accuracy)


TROUBLES = (_spike, _dip, _swings, _hill, _end_in_nan, _explosion, _nothing_learned)


def _run(draw: st.DrawFn, loss: np.ndarray, jitter: float) -> Run:
    """`loss` with jitter, beside a training loss that falls and an accuracy that climbs."""
    epochs, seed = len(loss), draw(st.integers(0, 10**6))
    training = decay(epochs, float(loss[0]), float(loss.min()) / 2, draw(st.floats(2, 12)))
    climb = 1 - decay(epochs, 0.6, draw(st.floats(0.05, 0.3)), draw(st.floats(2, 12)))
    noise = 0.003 * np.random.default_rng(seed + 1).standard_normal(epochs)
    return Run(jittered(loss, jitter, seed), training, np.clip(climb + noise, 0, 1))


def calm_runs(least: int = 10, most: int = 120) -> st.SearchStrategy[Run]:
    return healthy_runs(least, most) | turned_runs(least, most)


def runs() -> st.SearchStrategy[Run]:
    return calm_runs() | troubled_runs()


def demo_run(log: Path) -> Run:
    [parsed] = read_log(log.name, log.read_bytes()).runs
    columns = ("val_loss", "train_loss", "val_accuracy")
    return Run(*(parsed.curves.values(column) for column in columns))


def overfits(curves: Curves) -> Finding:
    return only(RULE, curves)


def answer(finding: Finding) -> tuple[str, str, float | None]:
    return finding.verdict, finding.severity, finding.first_epoch


def answers(curves: Curves, leave_out: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
    """What all rules say about a run, without the numbers and the words."""
    found = analyse(curves, Facts()).findings
    return sorted(
        (f.rule, f.split, str(f.first_epoch), f.verdict, f.severity, str(f.last_epoch))
        for f in found
        if f.rule not in leave_out
    )


def clear(finding: Finding, margin: float = 1.5) -> bool:
    """Whether an answer is far from the border between no and yes, by its own strength."""
    strength = float(str(finding.evidence.get("strength", 1)))
    if finding.verdict == "yes":
        return strength > margin
    return finding.verdict == "no" and strength < 1 / margin
