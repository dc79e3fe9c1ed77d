"""What curves mean: one module a question, listed in RULES; no Django, no files, no clock."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from experiments.analysis import (
    accuracy_dip,
    advice,
    best_epoch_conflict,
    disagreement,
    double_descent,
    inconsistent_metrics,
    irregular_log,
    loss_spike,
    miscalibrated,
    never_learns,
    numeric_divergence,
    oscillation,
    overfitting,
    plateau,
    suspiciously_perfect,
    under_trained,
    val_better_than_train,
)
from experiments.analysis.finding import SEVERITIES, Finding, Report, Rule
from experiments.analysis.keep import checkpoints
from experiments.analysis.verdict import sum_up
from experiments.curves import Curves
from experiments.facts import Facts

RULES: tuple[Rule, ...] = (
    numeric_divergence.RULE,
    never_learns.RULE,
    overfitting.RULE,
    disagreement.RULE,
    miscalibrated.RULE,
    inconsistent_metrics.RULE,
    suspiciously_perfect.RULE,
    oscillation.RULE,
    best_epoch_conflict.RULE,
    under_trained.RULE,
    plateau.RULE,
    double_descent.RULE,
    loss_spike.RULE,
    accuracy_dip.RULE,
    val_better_than_train.RULE,
    irregular_log.RULE,
)

VERSION = f"{len(RULES)}.{sum(rule.version for rule in RULES) + advice.VERSION}"
"""Changes with every rule that is added or raised, and with the advice."""

_VERDICT_WEIGHT = {"yes": 0, "inconclusive": 1, "no": 2}


def analyse(
    curves: Curves, facts: Facts, refine: Callable[[Finding], Finding] = lambda finding: finding
) -> Report:
    """Ask all rules about a run: its findings in order of weight, and the verdict.

    `refine` may give a finding back with what is known from elsewhere than the curves.

    >>> rising = [0.9, 0.6, 0.5, 0.52, 0.56, 0.6, 0.65, 0.7]
    >>> analyse(Curves.of(val_loss=rising), Facts()).verdict.headline
    'Overfits from epoch 3'
    """
    findings = [_strict(refine(f)) for rule in RULES for f in rule.check(curves, facts)]
    findings.sort(key=_weight)
    keep = checkpoints(curves)
    return Report(tuple(findings), sum_up(curves, findings, keep), keep, advice.advise(curves))


def _weight(finding: Finding) -> tuple[int, int]:
    return _VERDICT_WEIGHT[finding.verdict], -SEVERITIES.index(finding.severity)


def _strict(finding: Finding) -> Finding:
    return replace(finding, evidence=_finite(finding.evidence))


def _finite(evidence: Mapping[str, object]) -> dict[str, object]:
    """Evidence that JSON can hold: a number that is not finite is left out."""
    return {
        key: value
        for key, value in evidence.items()
        if value is not None and not (isinstance(value, float) and not math.isfinite(value))
    }
