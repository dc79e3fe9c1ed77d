"""The guide. It shows files of the program and computes from what is typed; it reads no project,
so nobody needs to log in for it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from experiments.views.guide_calculator import Calculator, calculator
from experiments.views.guide_examples import charts_of, example, finding_rows, plane_of
from experiments.views.guide_questions import BY_SLUG, QUESTIONS, Question
from experiments.views.run_epochs import epoch_table

ANSWERS = {"pair-answer": "guide/_pair_answer.html", "samples-answer": "guide/_samples_answer.html"}


@login_not_required
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    context = {"questions": QUESTIONS, "calculator": calculator(request.GET)}
    return _answered(request, "guide/index.html", context)


@login_not_required
@require_GET
def guide_page(request: HttpRequest, question: str) -> HttpResponse:
    asked = BY_SLUG.get(question)
    if asked is None:
        raise Http404("The guide has no such page. Its index lists all of them.")
    worked_out = calculator(request.GET, asked.pair(example(asked.example)))
    context = _page(asked, worked_out)
    return _answered(request, asked.template, context)


def _answered(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """The page, or only the answer for which its calculator asks."""
    part = ANSWERS.get(request.htmx.target or "") if request.htmx else None
    response = render(request, part or template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _page(asked: Question, worked_out: Calculator) -> dict[str, object]:
    shown = example(asked.example)
    return {
        "question": asked,
        "others": [other for other in QUESTIONS if other is not asked],
        "example": shown,
        "run": {"counted_by": shown.curves.counted_by},
        "charts": charts_of(asked.example),
        "table": epoch_table(shown.curves, whole=True),
        "plane": plane_of(asked.example),
        "rows": finding_rows(shown, shown.of(asked.rules, "yes")),
        "unsaid": finding_rows(shown, shown.of(asked.rules, "no", "inconclusive")),
        "verdict": shown.report.verdict,
        "calculator": worked_out,
        **asked.numbers(shown),
    }
