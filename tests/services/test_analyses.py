from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from experiments.analysis import RULES, VERSION
from experiments.analysis.advice import advise
from experiments.analysis.finding import Report
from experiments.curves import Curves
from experiments.facts import Facts
from experiments.models import Analysis, Finding, Project, Run
from experiments.queries import curves_of, findings_of, latest_analysis
from experiments.services import analyses
from experiments.services.analyses import claim, perform, request_analysis, sweep
from experiments.services.runs import create_runs, set_facts
from tests.logs import parsed_log, parsed_run

State = Analysis.State
RISING = {
    "loss": [0.9 / n for n in range(1, 11)],
    "val_loss": [0.9, 0.5, *[0.5 + n / 20 for n in range(8)]],
}


@pytest.fixture
def run(project: Project) -> Run:
    (run,) = create_runs(project, None, parsed_log(parsed_run(**RISING)))
    return run


@pytest.fixture
def analysis(run: Run) -> Analysis:
    return run.analyses.get()


def let_lease_run_out(analysis: Analysis) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Analysis.objects.filter(pk=analysis.pk).update(lease_until=past, sent_at=past - analyses.LEASE)


def test_an_analysis_stores_findings_and_the_verdict(run: Run, analysis: Analysis) -> None:
    assert perform(analysis.pk)
    analysis.refresh_from_db()
    run.refresh_from_db()
    assert (analysis.state, analysis.version, analysis.attempts) == (State.DONE, VERSION, 1)
    assert analysis.seconds > 0
    assert (run.verdict, run.overfits) == ("overfits", True)
    assert (run.verdict, run.verdict_headline) == (analysis.verdict, analysis.verdict_headline)
    assert run.keep_by_loss == 2
    found = findings_of(run)
    assert {f.rule for f in found} == {rule.name for rule in RULES}
    assert [f.position for f in found] == list(range(len(found)))


def test_an_analysis_stores_the_advice_for_a_run_that_still_trains(
    run: Run, analysis: Analysis
) -> None:
    perform(analysis.pk)
    run.refresh_from_db()
    assert run.stop_advice == advise(curves_of(run)).as_json()


def test_what_cannot_be_told_is_neither_yes_nor_no(project: Project) -> None:
    (run,) = create_runs(project, None, parsed_log(parsed_run(loss=[0.5])))
    perform(run.analyses.get().pk)
    run.refresh_from_db()
    assert (run.overfits, run.disagrees) == (None, None)


def test_an_analysis_is_done_once(run: Run, analysis: Analysis) -> None:
    assert perform(analysis.pk)
    count = Finding.objects.count()
    assert not perform(analysis.pk)
    assert Finding.objects.count() == count


def test_two_workers_do_not_hold_one_analysis(analysis: Analysis) -> None:
    assert claim(analysis.pk) is not None
    assert claim(analysis.pk) is None


def test_a_lease_that_ran_out_goes_to_the_next_worker(run: Run, analysis: Analysis) -> None:
    dead = claim(analysis.pk)
    let_lease_run_out(analysis)
    assert sweep() == [analysis.pk]
    assert perform(analysis.pk)
    analysis.refresh_from_db()
    assert (analysis.state, analysis.attempts) == (State.DONE, 2)
    assert dead.lease is not None
    report = analyses.analyse(Curves.of(val_loss=[1.0]), Facts())
    assert not analyses.store_report(dead, report, seconds=1.0)
    run.refresh_from_db()
    assert run.verdict == "overfits"


def test_a_worker_that_comes_back_late_stores_nothing(run: Run, analysis: Analysis) -> None:
    late = claim(analysis.pk)
    let_lease_run_out(analysis)
    claim(analysis.pk)
    report = analyses.analyse(Curves.of(val_loss=[1.0]), Facts())
    assert not analyses.store_report(late, report, seconds=1.0)
    assert not Finding.objects.exists()
    run.refresh_from_db()
    assert run.verdict == ""


def test_a_run_edited_while_its_analysis_runs_is_analysed_anew(
    run: Run, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = analyses.analyse

    def edited_meanwhile(curves: Curves, facts: Facts, *_: object) -> Report:
        if facts == Facts():
            set_facts(run, Facts(classes=10))
        return real(curves, facts)

    monkeypatch.setattr(analyses, "analyse", edited_meanwhile)
    assert not perform(analysis.pk)
    assert not Finding.objects.exists()
    assert request_analysis(run).pk == analysis.pk
    assert perform(analysis.pk)
    assert run.analyses.count() == 1


def test_asking_twice_gives_one_analysis(run: Run, analysis: Analysis) -> None:
    assert request_analysis(run) == request_analysis(run) == analysis


def test_asking_after_it_is_done_gives_a_new_one_that_replaces_the_findings(
    run: Run, analysis: Analysis
) -> None:
    perform(analysis.pk)
    count = Finding.objects.count()
    again = analyses.retry(run)
    assert again != analysis
    perform(again.pk)
    assert latest_analysis(run) == again
    assert set(Finding.objects.values_list("analysis", flat=True)) == {again.pk}
    assert Finding.objects.count() == count


def test_the_database_holds_one_open_analysis_a_run(run: Run) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Analysis.objects.create(run=run)


def test_a_fault_in_a_rule_is_shown_and_can_be_tried_again(
    run: Run, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(curves: Curves, facts: Facts, *_: object) -> Report:
        raise ZeroDivisionError("no points")

    with monkeypatch.context() as patch:
        patch.setattr(analyses, "analyse", broken)
        assert perform(analysis.pk)
    analysis.refresh_from_db()
    assert (analysis.state, analysis.error) == (State.FAILED, "ZeroDivisionError: no points")
    assert sweep() == []
    assert perform(analyses.retry(run).pk)
    assert latest_analysis(run).state == State.DONE


def test_an_analysis_that_kills_its_workers_is_given_up(run: Run, analysis: Analysis) -> None:
    for _ in range(analyses.MOST_ATTEMPTS):
        assert claim(analysis.pk) is not None
        let_lease_run_out(analysis)
    assert claim(analysis.pk) is None
    assert sweep() == []
    analysis.refresh_from_db()
    assert analysis.state == State.FAILED
    assert analysis.error == "The worker stopped in the middle of it 5 times."
    assert perform(analyses.retry(run).pk)


def test_the_sweep_sends_what_was_never_sent_or_long_ago(run: Run, analysis: Analysis) -> None:
    assert sweep() == [analysis.pk]
    analyses.mark_sent(analysis.pk)
    assert sweep() == []
    long_ago = timezone.now() - analyses.SEND_AGAIN - timedelta(seconds=1)
    Analysis.objects.filter(pk=analysis.pk).update(sent_at=long_ago)
    assert sweep() == [analysis.pk]


def test_the_sweep_leaves_a_running_analysis_alone(analysis: Analysis) -> None:
    claim(analysis.pk)
    assert sweep() == []


def test_new_rules_read_old_runs_again(run: Run, analysis: Analysis) -> None:
    perform(analysis.pk)
    assert analyses.request_outdated() == 0
    Analysis.objects.update(version="0")
    assert analyses.request_outdated() == 1
    assert analyses.request_outdated() == 0
    assert run.analyses.count() == 2


def test_all_runs_can_be_read_again(run: Run, analysis: Analysis) -> None:
    perform(analysis.pk)
    assert analyses.request_outdated(every=True) == 1


def test_points_that_come_during_an_analysis_are_read_after_it(
    run: Run, analysis: Analysis
) -> None:
    held = claim(analysis.pk)
    for _ in range(3):
        Run.objects.filter(pk=run.pk).update(heard_at=timezone.now())
        assert request_analysis(run, Analysis.Cause.DATA) == analysis

    assert analyses.store_report(held, analyses._read(run), seconds=0.1)

    first, second = run.analyses.order_by("pk")
    assert (first.state, second.state, second.cause) == (State.DONE, State.QUEUED, "data")
    assert perform(second.pk)
    assert run.analyses.count() == 2


def test_a_log_that_is_always_written_is_analysed_nevertheless(run: Run) -> None:
    for _ in range(5):
        held = claim(run.analyses.order_by("-pk")[0].pk)
        Run.objects.filter(pk=run.pk).update(heard_at=timezone.now())
        request_analysis(run, Analysis.Cause.DATA)
        assert analyses.store_report(held, analyses._read(run), seconds=0.1)
    assert run.analyses.filter(state=State.DONE).count() == 5
    assert run.analyses.filter(finished_at=None).count() == 1
