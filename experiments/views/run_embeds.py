"""The links to a run's page without login, as owners make and revoke them."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from experiments.access import run_for
from experiments.forms.embed import EmbedForm
from experiments.models import EmbedLink, Membership, Run
from experiments.queries_run_page import embed_links
from experiments.services import embeds

OWNER = Membership.Role.OWNER


@require_http_methods(["GET", "POST"])
def run_embeds(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, OWNER)
    form = EmbedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        embeds.make_link(run, request.user, **form.cleaned_data)
        messages.success(request, "The link was made. Whoever has its address sees the page.")
        return redirect("run_embeds", uuid)
    return _page(request, run, form)


@require_POST
def run_embed_revoke(request: HttpRequest, uuid: UUID, link: int) -> HttpResponse:
    run = run_for(request.user, uuid, OWNER)
    ended = get_object_or_404(EmbedLink, pk=link, run=run)
    if embeds.revoke([ended]):
        messages.success(request, "The link was revoked. Its address shows nothing any more.")
    else:
        messages.info(request, "The link was revoked before.")
    return redirect("run_embeds", uuid)


def _page(request: HttpRequest, run: Run, form: EmbedForm) -> HttpResponse:
    links, now = embed_links(run), timezone.now()
    held = [one for one in links if one.revoked_at is None and not _is_over(one, now)]
    context = {
        "run": run,
        "project": run.project,
        "form": form,
        "held": [(one, _address(request, one)) for one in held],
        "ended": [one for one in links if one not in held],
    }
    return render(request, "runs/embeds.html", context)


def _address(request: HttpRequest, link: EmbedLink) -> str:
    return request.build_absolute_uri(reverse("embed", args=[link.token]))


def _is_over(link: EmbedLink, now: datetime) -> bool:
    return link.expires_at is not None and link.expires_at <= now
