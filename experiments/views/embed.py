"""One run for whoever has the address: the only page with data that is seen without login.

It is drawn without a request's context, so that it can show nothing of a person: no user, no
message, no form, no script, no cookie.
"""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from experiments import queries
from experiments.access import embed_link_for
from experiments.curves import Curves
from experiments.models import EmbedLink
from experiments.services.embeds import note_seen
from experiments.views import run_charts, run_page
from experiments.views.run_epochs import epoch_table

THEMES = ("light", "dark")


@login_not_required
@require_GET
def embed(request: HttpRequest, token: str) -> HttpResponse:
    theme = request.GET.get("theme")
    page = {"theme": theme if theme in THEMES else ""}
    try:
        link = embed_link_for(token)
    except Http404:
        # In every frame, as it is not known which sites the link named; it holds nothing.
        gone = HttpResponse(render_to_string("embed/gone.html", page), status=404)
        return _sealed(gone, ["*"])
    note_seen(link)
    context = page | _context(link, request.GET)
    return _sealed(HttpResponse(render_to_string("embed/run.html", context)), link.origins)


def _context(link: EmbedLink, query: QueryDict) -> dict[str, object]:
    run = link.run
    series, findings = queries.series_of(run), list(queries.findings_of(run))
    curves = Curves.from_series(series)
    chosen = run_charts.controls(query, series, findings)
    return {
        "run": run,
        "stats": run_page.stats(findings, curves),
        "charts": run_charts.charts(run_charts.panels(run, series, findings, chosen)),
        "table": epoch_table(curves, whole=False),
        "length": run_page.length(run),
        "notes": run.notes if link.shows_notes else "",
    }


def _sealed(response: HttpResponse, origins: Sequence[str] = ()) -> HttpResponse:
    """Headers that let nothing in and nothing out, and only these sites frame the page."""
    framed_by = " ".join(origins) or "'none'"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors {framed_by}"
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    # The older header knows no list of sites; where the policy names some, it would refuse them.
    response.xframe_options_exempt = bool(origins)
    return response
