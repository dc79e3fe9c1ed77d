"""The guide: its pages, their numbers, and the calculator as a page shows it."""

import re
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.analysis.finding import Finding
from experiments.analysis.two_numbers import ceiling, floor
from experiments.forms.guide import PairForm
from experiments.views.guide_examples import example, finding_rows
from experiments.views.guide_questions import BY_SLUG, QUESTIONS, Question
from experiments.views.run_findings import BY_NAME, GUIDES

INDEX = "/guide/"
CATS = "0.99 0.01 ; 0 x 80\n0.49 0.51 ; 0 x 20"

each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.slug)


def text_of(html: str) -> str:
    """What is read on a page, its drawings aside."""
    main = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def page(address: str = INDEX, **query: str) -> str:
    answer = Client().get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def address_of(question: Question) -> str:
    return reverse("guide_page", kwargs={"question": question.slug})


def test_the_index_leads_to_every_page() -> None:
    html = page()

    for question in QUESTIONS:
        assert f'href="{address_of(question)}"' in html
        assert question.title in unescape(html)


@each
def test_a_page_needs_no_login_and_no_database(question: Question) -> None:
    # Without the mark of pytest-django any query fails this test.
    assert question.title in unescape(page(address_of(question)))


@each
def test_the_curves_of_a_page_are_there_as_a_table(question: Question) -> None:
    html = page(address_of(question))
    table = html[html.index('aria-label="Losses and accuracies by epoch"') :]
    body = table[table.index("<tbody>") : table.index("</tbody>")]

    assert body.count("<tr>") == len(example(question.example).curves)


@each
def test_a_page_shows_a_real_run_and_its_plane(question: Question) -> None:
    html = page(address_of(question))

    assert 'id="loss-wide-t"' in html
    assert 'id="accuracy-wide-t"' in html
    assert 'id="plane-wide-t"' in html
    assert example(question.example).about in text_of(html)


@each
def test_a_page_says_what_the_rules_say_now(question: Question) -> None:
    shown = example(question.example)
    said = shown.of(question.rules, "yes") or shown.of(question.rules, "no", "inconclusive")
    told = text_of(page(address_of(question)))

    assert said
    for finding in said:
        assert finding.sentence in told


@each
def test_no_id_occurs_twice_on_a_page(question: Question) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page(address_of(question)))

    assert sorted(ids) == sorted(set(ids))


@each
def test_the_calculator_of_a_page_begins_with_its_numbers(question: Question) -> None:
    html = page(address_of(question))

    for name, value in question.pair(example(question.example)).items():
        assert re.search(rf'name="{name}" value="{re.escape(value)}"', html)
    assert 'class="notice bad"' not in html


def test_an_unknown_page_is_not_found() -> None:
    answer = Client().get("/guide/what-is-love/")

    assert answer.status_code == 404


def test_every_finding_that_names_a_page_names_one_that_is_there() -> None:
    kinds = {"held", "improved", "stuck"}

    assert set(GUIDES.values()) <= set(BY_SLUG)
    assert set(GUIDES) - kinds <= set(BY_NAME)


@pytest.mark.parametrize(
    ("rule", "kind", "slug"),
    [
        ("disagreement", "improved", "why-does-validation-loss-rise-while-accuracy-rises"),
        ("disagreement", "stuck", "loss-falls-but-accuracy-is-stuck"),
        ("miscalibrated", None, "what-do-98-5-and-0-0997-mean-together"),
    ],
)
def test_a_finding_leads_to_the_page_that_explains_it(
    rule: str, kind: str | None, slug: str
) -> None:
    evidence = {} if kind is None else {"kind": kind}
    found = Finding(rule, "yes", "It was found.", severity="note", evidence=evidence)
    [row] = finding_rows(example("healthy"), [found])
    html = render_to_string("runs/_finding.html", {"row": row})

    assert f'href="{address_of(BY_SLUG[slug])}"' in html


def test_a_finding_that_no_page_explains_has_no_link() -> None:
    [row] = finding_rows(example("healthy"), [Finding("irregular_log", "yes", "Gaps.")])

    assert "/guide/" not in render_to_string("runs/_finding.html", {"row": row})


@each
def test_a_finding_does_not_lead_to_the_page_that_it_stands_on(question: Question) -> None:
    html = page(address_of(question))

    assert f'<a href="{address_of(question)}">What does this mean?</a>' not in html


def test_the_rising_loss_has_fewer_and_dearer_errors() -> None:
    question = BY_SLUG["why-does-validation-loss-rise-while-accuracy-rises"]
    numbers = question.numbers(example(question.example))

    assert numbers["late"].wrong < numbers["early"].wrong
    assert numbers["late"].loss > numbers["early"].loss
    assert numbers["dearer"] > 1
    assert numbers["late"].loss < numbers["top"]


def test_the_stuck_accuracy_ends_near_the_share_of_the_largest_class() -> None:
    question = BY_SLUG["loss-falls-but-accuracy-is-stuck"]
    numbers = question.numbers(example(question.example))

    assert abs(numbers["late"].accuracy - numbers["share"]) < 0.01
    assert numbers["late"].loss < numbers["since"].loss
    assert abs(numbers["late"].loss - numbers["constant_loss"]) < 0.05
    assert "0.6730 for two classes" in text_of(page(address_of(question)))


def test_of_the_three_models_the_third_is_best_for_labels_the_second_for_probabilities() -> None:
    question = BY_SLUG["which-of-my-three-models-is-best"]
    numbers = question.numbers(example(question.example))

    assert numbers["for_labels"].name == "third"
    assert numbers["for_probabilities"].name == "second"
    assert numbers["for_labels"].pair.loss == max(m.pair.loss for m in numbers["paper"])
    assert numbers["best_real"].is_best_for_probabilities
    others = [m for m in numbers["real"] if m is not numbers["best_real"]]
    assert all(m.interval[1] < numbers["best_real"].interval[0] for m in others)


def test_the_three_real_runs_lie_on_one_plane() -> None:
    html = page(address_of(BY_SLUG["which-of-my-three-models-is-best"]))

    assert 'id="overlay-wide-t"' in html
    assert "A, healthy: validation accuracy from" in unescape(html)


def test_the_two_numbers_lie_between_floor_and_ceiling() -> None:
    told = text_of(page(address_of(BY_SLUG["what-do-98-5-and-0-0997-mean-together"])))

    assert "each would cost 6.65 nats" in told
    assert f"is below {floor(0.985):.4f}" in told
    assert f"expect more than {ceiling(0.985, 10):.4f}" in told


def test_the_gap_below_the_training_loss_is_smaller_than_chance() -> None:
    question = BY_SLUG["is-validation-loss-below-training-loss-a-bug"]
    numbers = question.numbers(example(question.example))

    assert 0 < numbers["below"] < numbers["chance"]


def test_whoever_trains_on_ends_worse_in_both() -> None:
    question = BY_SLUG["when-should-i-stop"]
    numbers = question.numbers(example(question.example))

    assert numbers["late"].loss > numbers["best"].loss
    assert numbers["late"].accuracy < numbers["best"].accuracy
    assert example(question.example).curves.values("train_loss").argmin() > numbers["best"].epoch


def test_the_advice_while_it_trained_turns_from_going_on_to_stopping() -> None:
    question = BY_SLUG["when-should-i-stop"]
    numbers = question.numbers(example(question.example))
    said = [advice.action for _, advice in numbers["advices"]]
    risks = [advice.risk for _, advice in numbers["advices"]]

    assert said == ["keep_going", "keep_going", "stop", "stop"]
    assert risks == sorted(risks, reverse=True)


@pytest.mark.parametrize("loss", ["5e-324", "3e-323", "1e308", "0"])
@pytest.mark.parametrize("accuracy", ["0", "0.5", "1"])
def test_the_smallest_and_the_largest_numbers_are_answered(loss: str, accuracy: str) -> None:
    assert "<svg" in page(loss=loss, accuracy=accuracy)


def test_the_calculator_answers_what_the_address_asks() -> None:
    told = text_of(page(loss="0.2544", accuracy="99.1 %", classes="10"))

    assert "28.27" in told
    assert "0.0711" in told
    assert "above the ceiling" in told


def test_two_pairs_stand_side_by_side() -> None:
    html = page(loss="0.2544", accuracy="99.1 %", loss2="0.0997", accuracy2="0.985")

    assert "Take the first for labels, the second for probabilities." in text_of(html)
    assert '<th scope="col" class="num">Second</th>' in html


def test_without_classes_it_says_up_to_how_many() -> None:
    assert "below this pair up to 142 classes" in text_of(page(loss="0.1882", accuracy="98.1 %"))
    assert "below this pair up to 6 · 10⁹ classes" in text_of(
        page(loss="0.2544", accuracy="99.1 %")
    )
    assert "below this pair for any number of classes" in text_of(page(loss="0.1", accuracy="1"))
    assert "above this pair for any number of classes" in text_of(page(loss="0.6", accuracy="0.5"))


def test_what_cannot_be_read_is_named_and_the_page_stands() -> None:
    html = page(loss="0.1", accuracy="98.5")

    assert 'class="notice bad"' in html
    assert "Accuracy 98.5: give a fraction from 0 to 1, or a percentage" in text_of(html)
    assert 'value="98.5"' in html


def test_what_was_typed_is_escaped() -> None:
    assert "<script>alert" not in page(loss="<script>alert(1)</script>", accuracy="1")


def test_probabilities_give_cross_entropy_and_accuracy() -> None:
    told = text_of(page(samples=CATS))

    assert "0.1507" in told
    assert "80 of 100 right" in told
    assert "The 20 wrong answers carry 94.7 % of the loss." in told


def test_one_wrong_answer_carries_in_the_singular() -> None:
    told = text_of(page(samples="0.9 0.1 ; 0\n0.8 0.2 ; 0\n0.4 0.6 ; 0"))

    assert "The 1 wrong answer carries" in told


def test_the_predictions_lie_open_where_the_address_holds_some() -> None:
    assert '<details class="data samples" open>' in page(samples="0.5 0.5 ; 0")
    assert '<details class="data samples">' in page()


@pytest.mark.parametrize("part", ["pair-answer", "samples-answer"])
def test_a_live_request_gets_its_answer_only(part: str) -> None:
    headers = {"HX-Request": "true", "HX-Target": part}
    answer = Client().get(INDEX, {"loss": "0.1", "accuracy": "0.9"}, headers=headers)

    assert "<html" not in answer.content.decode()
    assert "<form" not in answer.content.decode()
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize("target", ["", "main", "../../etc/passwd"])
def test_a_live_request_for_anything_else_gets_the_page(target: str) -> None:
    headers = {"HX-Request": "true", "HX-Target": target}

    assert "<html" in Client().get(INDEX, headers=headers).content.decode()


EDGES = st.sampled_from(
    ["", "0", "1", "1e-300", "745.9", "100 %", "0/5", "1000000000/1000000000", "-1", "nan", "\0"]
)
LINES = st.sampled_from(["1 0;1 x 999999999", "1;1", "1e-320 1;0", ";;", "0.002 " * 500 + ";499"])


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(sorted(PairForm.base_fields)), st.one_of(EDGES, st.text())),
    st.one_of(st.none(), LINES, st.text()),
)
def test_any_address_gets_an_answer(pair: dict[str, str], samples: str | None) -> None:
    query = pair if samples is None else pair | {"samples": samples}

    assert 'id="pair-answer"' in page(**query)
