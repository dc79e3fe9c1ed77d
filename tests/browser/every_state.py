"""What pages show where something went wrong, is under way, or may only be read."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import Page, expect

from experiments.models import Analysis, Predictions, Run, SeriesChunk, Upload
from tests.browser.every_page import PASSWORD, World

Reach = Callable[[Page], object]
State = tuple[str, Reach]
"""What it is, and how a page gets there."""

BLANK = "   "
TOO_LARGE = 12 * 2**20
"""More than a form may hold where `LOSSACC_MAX_UPLOAD_MB` is 1."""
TOO_MANY_FIELDS = 20_001
LONGER_TAG = "x" * 61
SUBMIT = "field => { field.form.noValidate = true; field.form.requestSubmit(); }"
ENTER = "(field, value) => { field.value = value; }"
ADD = """(form, [count, size]) => form.addEventListener("formdata", ({formData}) => {
  for (let added = 0; added < count; added++) formData.append("more", "x".repeat(size));
})"""


def at(address: str) -> Reach:
    return lambda page: page.goto(address)


def sent(address: str, change: Reach | None = None, **values: str) -> Reach:
    """The answer to the form with these values; `change` is made to its page before."""

    def reach(page: Page) -> None:
        page.goto(address)
        fields = [page.locator(f"main [name={name}]").first for name in values]
        for field, value in zip(fields, values.values(), strict=True):
            field.evaluate(ENTER, value)
        if change is not None:
            change(page)
        with page.expect_navigation():
            fields[0].evaluate(SUBMIT)

    return reach


def errors(world: World) -> Iterator[State]:
    """Every page that says why there is no other."""
    broken, new = world.run("rate-too-high"), "/projects/new/"
    SeriesChunk.objects.filter(series__run=broken).update(data=b"no points")
    runs = "&".join(f"run={uuid4()}" for _ in range(21))

    def forget_token(page: Page) -> None:
        page.context.clear_cookies(name="csrftoken")

    def with_more(count: int, size: int) -> Reach:
        return lambda page: page.locator("main form").evaluate(ADD, [count, size])

    yield "Error 404", at("/nothing/")
    yield "Error 403", sent(new, forget_token, name="x")
    yield "Error 413", sent(new, with_more(1, TOO_LARGE), name="x")
    yield "Error 400", sent(new, with_more(TOO_MANY_FIELDS, 1), name="x")
    yield "Error 500", at(f"/runs/{broken.uuid}/")
    yield "at most 20", at(f"/compare/?{runs}")
    yield "names no run", at("/compare/?run=none")
    yield "no such page", at("/guide/nothing/")


def refused_forms(world: World) -> Iterator[State]:
    run, table = f"/runs/{world.run('overfitting').uuid}/", f"/projects/{world.project.slug}/"
    view = world.project.saved_views.get()

    def upload(page: Page) -> None:
        page.goto("/upload/")
        page.get_by_label("Tags").fill(LONGER_TAG)
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.get_by_text("A tag may have")).to_be_visible()

    def upload_nothing(page: Page) -> None:
        page.goto(f"{run}predictions/upload/")
        page.get_by_role("button", name="Upload", exact=True).click()

    yield "required", sent("/projects/new/", name=BLANK)
    yield (
        "not your present password",
        sent("/password/", old_password="no", new_password1="a", new_password2="b"),
    )
    yield "required", sent(f"{table}settings/", name=BLANK)
    yield "nobody", sent(f"{table}settings/", username="nobody")
    yield "best first", sent(f"{table}views/new/", name=view.name)
    yield "required", sent(f"/v/{view.code}/rename/", name=BLANK)
    yield "not understood", at(f"{table}?q=val_loss+%3C")
    yield "required", sent(f"{table}bulk/?all=1", tags=BLANK)
    yield "required", sent(f"{run}edit/", name=BLANK)
    yield "greater than", sent(f"{run}facts/", classes="1", majority="none")
    yield "required", sent(f"{run}move/", project="")
    yield "no address of a site", sent(f"{run}embeds/", origins="nowhere at all")
    yield "meanwhile", sent(f"{run}notes/", notes="Mine.", seen="another")
    yield "A tag may have", sent(run, tags=LONGER_TAG)
    yield "Upload", upload_nothing
    yield "A tag may have", upload


def under_way(world: World) -> Iterator[State]:
    """Work that a worker holds, so that none of those that run takes it, and work that failed."""
    now, run = timezone.now(), world.run("never-learning")
    held = {"state": "running", "attempts": 1, "lease": uuid4(), "started_at": now}
    held["lease_until"] = now + timedelta(hours=1)
    Analysis.objects.create(run=run, **held)
    silent = Run.objects.create(project=world.project, name="silent", status="running")
    Run.objects.filter(pk=silent.pk).update(heard_at=now - timedelta(days=1))
    changes = world.project.bulk_changes
    slow = changes.create(action="analyse", asked=9, wanted=[0] * 9, position=4, **held)
    failed = changes.create(
        action="delete", asked=9, state="failed", error="It stopped.", finished_at=now
    )
    table = f"/projects/{world.project.slug}/"
    yield "Analysing", at(f"/runs/{run.uuid}/")
    yield "silent", at(f"/runs/{silent.uuid}/")
    yield "silent", at(table)
    for change, said in ((slow, "4 of 9"), (failed, "It stopped.")):
        yield said, at(f"{table}changes/{change.uuid}/")
    yield "not sent yet", at(f"/uploads/{open_batch(world)}/")
    yield from unmeasured(world, held)


def open_batch(world: World) -> object:
    """A file of each outcome."""
    batch, run = uuid4(), world.run("healthy")
    for outcome in Upload.Outcome:
        row = Upload(project=world.project, batch=batch, name=f"{outcome}.csv", size=5)
        row.outcome, row.uploaded_by = outcome, world.owner
        if outcome in (Upload.Outcome.REFUSED, Upload.Outcome.EXPECTED):
            row.reason, row.advice, row.line, row.column = "No number.", "Write one.", 3, 2
        else:
            row.target_run, row.sha256 = run, "1" * 64
            row.file.save(row.name, ContentFile(b"epoch"), save=False)
        row.save()
    return batch


def unmeasured(world: World, held: dict[str, object]) -> Iterator[State]:
    now, run = timezone.now(), world.run("healthy")
    choices = {"count": 2, "columns": ["first", "second"]}
    states = {
        "Measuring": held | {"phase": "measuring", "progress": 0.4},
        "cannot be read": {"state": "refused", "reason": "No labels.", "advice": "Name them."}
        | {"line": 3, "choices": choices, "finished_at": now},
        "failed": {"state": "failed", "error": "It took too long.", "finished_at": now},
    }
    for said, columns in states.items():
        row = Predictions(run=run, name="val.csv", size=5, sha256="2" * 64, **columns)
        row.file.save(row.name, ContentFile(b"x"), save=False)
        row.save()
        yield said, at(f"/predictions/{row.uuid}/")
    yield "Measuring", at(f"/runs/{run.uuid}/")


def answers() -> Iterator[State]:
    """Of the calculator: to good questions and to bad ones."""
    samples = "samples=0.99+0.01+;+0+x+80%0A0.49+0.51+;+0+x+20"
    yield "0.5", at("/guide/?loss=0.5&accuracy=0.9&classes=10&n=1000&loss2=0.4&accuracy2=0.95")
    yield "number", at("/guide/?loss=much&accuracy=-3&classes=1")
    yield "0.49", at(f"/guide/?{samples}")
    yield "sample", at("/guide/?samples=a+b")


def used(world: World) -> Iterator[State]:
    """The run table as it looks while somebody works with it."""
    table = f"/projects/{world.project.slug}/"

    def choose(page: Page) -> None:
        page.goto(table)
        for box in page.locator("input.choose").all()[:2]:
            box.check()

    def complete(page: Page) -> None:
        page.goto(table)
        page.get_by_role("combobox").press_sequentially("val_lo")
        expect(page.get_by_role("option").first).to_be_visible()

    def ask_for_help(page: Page) -> None:
        page.goto(table)
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()

    [view] = world.project.saved_views.all()
    yield "best first", at(f"/v/{view.code}/")
    yield "2 runs chosen", choose
    yield "val_loss", complete
    yield "Write into the query", ask_for_help


def of_owner(world: World) -> Iterator[State]:
    for states in (errors, refused_forms, under_way, used):
        yield from states(world)
    yield from answers()


def of_viewer(world: World) -> Iterator[State]:
    viewer = User.objects.create_user("viewer", password=PASSWORD)
    for project in (world.project, world.empty):
        project.memberships.create(user=viewer, role="viewer")
    pages = world.pages()
    for name in ("project", "project_settings", "run", "predictions", "upload_batch"):
        yield "", at(pages[name][0])
    yield "No runs yet", at(pages["project"][1])
    yield "Error 403", at(pages["run_edit"][0])


def of_newcomer() -> Iterator[State]:
    User.objects.create_user("newcomer", password=PASSWORD)
    yield "No project", at("/")
    yield "new project", at("/upload/")


def of_nobody(world: World) -> Iterator[State]:
    [embed] = world.pages()["embed"]
    yield "do not belong together", sent("/login/", username="owner", password="wrong")
    yield "", at("/guide/")
    yield "", at(f"{embed}?theme=dark")
    yield "", at("/embed/nothing/")
