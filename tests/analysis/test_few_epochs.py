from experiments.analysis import analyse
from experiments.analysis.answers import NO_LOSS, cannot_tell, too_few
from experiments.analysis.few_epochs import few_together
from experiments.curves import Curves
from experiments.facts import Facts


def test_a_short_run_has_one_sentence_for_all_that_it_is_too_short_for():
    curves = Curves.of(val_loss=[0.9], val_accuracy=[0.5])
    findings = analyse(curves, Facts()).findings
    short = [f for f in findings if "too few" in f.sentence]
    [few], others = few_together(findings)
    assert few.rules == tuple(f.rule for f in short)
    assert few.sentence == f"{len(short)} questions need more epochs, 3 to 10; " + (
        "the validation curve has 1."
    )
    assert others == [f for f in findings if f not in short]


def test_each_curve_has_a_sentence_of_its_own():
    asked = [(rule, split) for split in ("val", "train") for rule in ("plateau", "oscillation")]
    few, others = few_together([too_few(rule, split, 2, 8, "step") for rule, split in asked])
    assert [one.sentence for one in few] == [
        "2 questions need more steps, 8; the validation curve has 2.",
        "2 questions need more steps, 8; the training curve has 2.",
    ]
    assert others == []


def test_one_question_alone_keeps_its_own_sentence():
    findings = [too_few("plateau", "val", 9, 10, "epoch"), cannot_tell("oscillation", NO_LOSS)]
    assert few_together(findings) == ([], findings)


def test_no_epoch_at_all_is_not_called_too_few():
    told = too_few("val_better_than_train", "test", 0, 4, "epoch").sentence
    assert told == "Cannot tell: no epoch has both values that would have to be compared."


def test_evaluations_are_counted_where_not_every_epoch_has_one():
    curves = Curves.of([10.0, 20.0, 30.0], val_loss=[0.9, 0.7, 0.6])
    [plateau] = [f for f in analyse(curves, Facts()).findings if f.rule == "plateau"]
    assert plateau.sentence == "Cannot tell: 3 evaluations are too few; 10 are needed."
