import json
import re
import uuid
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from experiments.models import Project, Run, Upload
from experiments.services import analyses, runs
from tests.cast import client_of
from tests.logs import keras_csv

pytestmark = pytest.mark.django_db

FORM = reverse("upload")
LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"


@pytest.fixture
def client(editor: User) -> Client:
    return client_of(editor)


def file(name: str = "log.csv", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, keras_csv() if content is None else content)


def send(client: Client, *files: SimpleUploadedFile, **said: object) -> HttpResponse:
    said = {"batch": uuid.uuid4(), "project": "cats", **said}
    return client.post(FORM, {**said, "files": list(files)}, follow=True)


def outcomes() -> dict[str, str]:
    return dict(Upload.objects.values_list("name", "outcome"))


def test_the_form_asks_for_files_a_project_and_facts(client: Client) -> None:
    page = client.get(FORM).content.decode()

    assert "Drop files or folders here" in page
    assert "Up to 200 MB a file" in page
    assert '<option value="cats">Cats and dogs</option>' in page
    assert "Number of classes" in page


def test_the_project_of_the_link_is_chosen(client: Client) -> None:
    page = client.get(FORM, {"project": "cats"}).content.decode()

    assert '<option value="cats" selected>' in page


def test_the_project_of_the_latest_upload_is_chosen(client: Client) -> None:
    send(client, file())

    assert '<option value="cats" selected>' in client.get(FORM).content.decode()


def test_each_rendering_has_a_batch_of_its_own(client: Client) -> None:
    first, second = (client.get(FORM).context["form"]["batch"].value() for _ in range(2))

    assert first != second


def test_a_log_becomes_a_run_that_the_page_links_to(client: Client) -> None:
    page = send(client, file("resnet.csv"))

    run = Run.objects.get()
    assert (run.name, run.project.slug, run.epoch_count) == ("resnet", "cats", 6)
    assert page.redirect_chain == [(reverse("upload_batch", args=[run.upload.batch]), 302)]
    assert reverse("run", args=[run.uuid]) in page.content.decode()
    assert "6 epochs" in page.content.decode()


def test_name_tags_and_facts_are_kept(client: Client) -> None:
    send(
        client,
        file(),
        name="baseline",
        tags="resnet, #sweep, resnet,",
        classes=10,
        n_val=500,
        loss_kind="smoothed",
        majority="12,5 %",
    )

    run = Run.objects.get()
    assert run.name == "baseline"
    assert sorted(run.tags.values_list("name", flat=True)) == ["resnet", "sweep"]
    assert (run.classes, run.n_val, run.loss_kind, run.majority) == (10, 500, "smoothed", 0.125)


def test_a_new_project_is_made_for_the_files(client: Client, editor: User) -> None:
    send(client, file(), project="", new_project="Dogs")

    run = Run.objects.get()
    assert run.project.name == "Dogs"
    assert run.project.memberships.get().user == editor


def test_one_bad_file_never_spoils_the_others(client: Client) -> None:
    page = send(
        client,
        file("good.csv"),
        file("pointer.csv", LFS_POINTER),
        file("empty.csv", b""),
        file("broken.csv", b"epoch,loss,val_loss\n0,1.0,1.1\n1,0.5,abc\n"),
        file("better.csv", keras_csv(9, start=0.8)),
    ).content.decode()

    assert outcomes() == {
        "good.csv": "stored",
        "pointer.csv": "refused",
        "empty.csv": "refused",
        "broken.csv": "refused",
        "better.csv": "stored",
    }
    assert re.sub("<.*?>", "", page).count("2 stored, 3 refused") == 1
    assert "Git LFS pointer" in page
    assert "Line 3, column 3:" in page


def test_a_file_over_the_limit_is_refused_and_the_others_stored(client: Client, settings) -> None:
    settings.LOSSACC_MAX_UPLOAD_BYTES = 2**20
    page = send(client, file("small.csv"), file("large.csv", b"0" * (2**20 + 1)))

    assert outcomes() == {"small.csv": "stored", "large.csv": "refused"}
    assert "files up to 1 MB are read" in page.content.decode()


def test_pasted_text_is_read_like_a_file(client: Client) -> None:
    send(client, text=keras_csv().decode())

    assert Run.objects.get().epoch_count == 6
    assert outcomes() == {"pasted.txt": "stored"}


def test_a_form_without_files_says_so(client: Client) -> None:
    page = send(client)

    assert "Choose at least one file, or paste a log as text." in page.content.decode()
    assert not Upload.objects.exists()


def test_a_form_without_a_project_says_so(client: Client) -> None:
    page = send(client, file(), project="")

    assert "Choose a project, or name a new one." in page.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"classes": 1}, "greater than or equal to 2"),
        ({"n_val": "many"}, "Enter a whole number"),
        ({"majority": "1.5"}, "Write a share above 0 and at most 1, as 0.9 or 90 %."),
        ({"majority": "nan"}, "Write a share above 0 and at most 1, as 0.9 or 90 %."),
        ({"loss_kind": "hinge"}, "not one of the available choices"),
        ({"tags": "x" * 61}, "A tag may have 60 characters at most."),
    ],
)
def test_a_fact_that_makes_no_sense_is_named_and_nothing_stored(
    client: Client, said: dict, message: str
) -> None:
    page = send(client, file(), **said)

    assert message in page.content.decode()
    assert not Upload.objects.exists()


def test_too_many_files_at_once_are_refused(client: Client) -> None:
    page = send(client, *(file(f"{number}.csv", b"") for number in range(201)))

    assert "201 files were chosen, 200 at a time can be uploaded." in page.content.decode()
    assert not Upload.objects.exists()


def test_a_form_sent_twice_stores_once(client: Client) -> None:
    batch = uuid.uuid4()
    for _ in range(2):
        page = send(client, file(), file("bad.csv", b""), batch=batch, new_project="Dogs")

    assert Project.objects.filter(name="Dogs").count() == 1
    assert Run.objects.count() == 1
    assert outcomes() == {"log.csv": "stored", "bad.csv": "refused"}
    assert "2 files received" in page.content.decode()


def test_other_files_under_the_same_batch_are_not_lost(client: Client) -> None:
    batch = uuid.uuid4()
    send(client, file(), batch=batch)
    send(client, file("other.csv", keras_csv(9, start=0.7)), batch=batch)

    assert Run.objects.count() == 2


def test_the_same_bytes_again_link_to_the_run_that_is_there(client: Client) -> None:
    send(client, file())
    page = send(client, file("copy.csv")).content.decode()

    run = Run.objects.get()
    assert "Same bytes as the upload of" in page
    assert reverse("run", args=[run.uuid]) in page


def test_the_same_bytes_of_a_deleted_run_offer_to_restore_it(client: Client) -> None:
    send(client, file())
    runs.delete_run(Run.objects.get())
    page = send(client, file("copy.csv")).content.decode()

    assert "in the trash" in page
    assert reverse("run_restore", args=[Run.objects.get().uuid]) in page


@pytest.fixture
def extension(client: Client) -> Upload:
    send(client, file("early.csv", keras_csv(5)))
    send(client, file("later.csv", keras_csv(9)))
    return Upload.objects.get(name="later.csv")


def test_a_longer_log_asks_before_it_changes_the_run(client: Client, extension: Upload) -> None:
    page = client.get(reverse("upload_batch", args=[extension.batch])).content.decode()

    assert extension.outcome == "extends"
    assert Run.objects.get().epoch_count == 5
    assert "4 epochs are new." in page
    assert "Update that run" in page
    assert "Store as a run of its own" in page


def test_a_run_in_the_trash_is_not_offered_for_an_update(client: Client, extension: Upload) -> None:
    runs.delete_run(Run.objects.get())
    page = client.get(reverse("upload_batch", args=[extension.batch])).content.decode()

    assert "Update that run" not in page
    assert "Store as a run of its own" in page


def test_a_longer_log_updates_the_run_when_told_to(client: Client, extension: Upload) -> None:
    page = client.post(reverse("upload_apply", args=[extension.uuid]), follow=True)

    assert Run.objects.get().epoch_count == 9
    assert "Updated" in page.content.decode()


def test_a_longer_log_becomes_a_run_of_its_own_when_told_to(
    client: Client, extension: Upload
) -> None:
    client.post(reverse("upload_separate", args=[extension.uuid]))

    assert sorted(Run.objects.values_list("epoch_count", flat=True)) == [5, 9]


@pytest.mark.parametrize("second", ["upload_apply", "upload_separate"])
def test_a_second_answer_changes_nothing_and_says_so(
    client: Client, extension: Upload, second: str
) -> None:
    client.post(reverse("upload_apply", args=[extension.uuid]))
    page = client.post(reverse(second, args=[extension.uuid]), follow=True)

    assert Run.objects.get().epoch_count == 9
    assert "was dealt with already. Nothing was changed." in page.content.decode()


def test_the_page_says_how_columns_were_read_and_where_to_correct_it(client: Client) -> None:
    log = b"epoch,loss,val_acc,lr\n1,0.9,41.5,0.1\n2,0.7,61.5,0.1\n"
    page = send(client, file("log.csv", log)).content.decode()

    assert "<code>val_acc</code> <span>accuracy, val, in percent</span>" in page
    assert "<code>lr</code> <span>kept as it is</span>" in page
    assert reverse("run_metrics", args=[Run.objects.get().uuid]) in page


def test_the_verdict_fills_in_when_the_analysis_is_done(client: Client) -> None:
    page = send(client, file())
    run = Run.objects.get()
    address = reverse("upload_batch", args=[run.upload.batch])
    assert "analysing now" in page.content.decode()
    [poll] = re.findall(r'hx-get="([^"]*)"', page.content.decode())
    assert poll.startswith(f"{address}?since=")

    analyses.perform(run.analyses.get().pk)
    polled = client.get(unescape(poll), headers={"HX-Request": "true"}).content.decode()

    run.refresh_from_db()
    assert run.verdict_headline in polled
    assert f'id="upload-{run.upload.uuid}" hx-swap-oob="true"' in polled
    assert "hx-get" not in polled
    assert "<html" not in polled


def test_more_runs_need_no_more_queries(client: Client) -> None:
    def queries_of(count: int) -> int:
        logs = [file(f"{n}-{count}.csv", keras_csv(6, start=n + count)) for n in range(count)]
        address = send(client, *logs).redirect_chain[0][0]
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    assert queries_of(2) == queries_of(5)


def test_the_file_is_saved_byte_for_byte(client: Client) -> None:
    send(client, file("log.csv"))
    response = client.get(reverse("upload_file", args=[Upload.objects.get().uuid]))

    assert response.getvalue() == keras_csv()
    assert response["Content-Disposition"] == 'attachment; filename="log.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/octet-stream"


def test_a_name_from_outside_is_only_shown(client: Client) -> None:
    page = send(client, file("<b>x</b>.csv")).content.decode()

    assert "&lt;b&gt;" in page or "<b>x" not in page
    assert "<b>x</b>" not in page


def test_a_viewer_cannot_upload_into_the_project(viewer: User) -> None:
    page = send(client_of(viewer), file())

    assert "Select a valid choice" in page.content.decode()
    assert not Upload.objects.exists()


def test_a_viewer_sees_a_batch_and_changes_nothing(viewer: User, extension: Upload) -> None:
    client = client_of(viewer)
    page = client.get(reverse("upload_batch", args=[extension.batch])).content.decode()

    assert "early" in page
    assert "Update that run" not in page
    for name in ("upload_apply", "upload_separate"):
        assert client.post(reverse(name, args=[extension.uuid])).status_code == 403
    assert Run.objects.get().epoch_count == 5


def test_a_stranger_is_told_that_there_is_no_such_upload(stranger: User, extension: Upload) -> None:
    client = client_of(stranger)

    assert client.get(reverse("upload_batch", args=[extension.batch])).status_code == 404
    assert client.get(reverse("upload_file", args=[extension.uuid])).status_code == 404
    for name in ("upload_apply", "upload_separate"):
        assert client.post(reverse(name, args=[extension.uuid])).status_code == 404


def test_nobody_uploads_without_logging_in(cats: Project) -> None:
    response = Client().post(FORM, {"batch": uuid.uuid4(), "project": "cats", "files": [file()]})

    assert response.status_code == 302
    assert not Upload.objects.exists()


def test_a_post_without_a_csrf_token_is_refused(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)

    assert client.post(FORM, {"files": [file()]}).status_code == 403
    assert not Upload.objects.exists()


def test_changes_need_a_post(client: Client, extension: Upload) -> None:
    for name in ("upload_apply", "upload_separate"):
        assert client.get(reverse(name, args=[extension.uuid])).status_code == 405


def test_past_the_limit_nothing_of_a_file_is_kept(client: Client, settings) -> None:
    settings.LOSSACC_MAX_UPLOAD_BYTES = 2**20
    send(client, file("large.csv", b"0" * 3 * 2**20))

    refused = Upload.objects.get()
    assert (refused.size, bool(refused.file)) == (3 * 2**20, False)
    assert "3.0 MB" in refused.reason


def announce(client: Client, *files: tuple[str, int], **said: object) -> dict:
    said = {"batch": uuid.uuid4(), "project": "cats", "manifest": json.dumps(files), **said}
    return client.post(FORM, said).json()


def put(client: Client, state: dict, content: bytes) -> dict:
    return client.post(state["address"], {"file": file("x", content)}).json()


def test_announced_files_are_told_where_to_go_and_listed_as_not_sent(client: Client) -> None:
    log = keras_csv()
    answer = announce(client, ("runs/a/metrics.csv", len(log)), ("runs/.DS_Store", 6))
    state, litter = answer["files"]

    page = client.get(answer["page"]).content.decode()

    assert (state["expected"], litter) == (True, None)
    assert "1 file not sent yet" in page
    assert put(client, state, log)["outcome"] == "stored"
    assert Run.objects.get().name == "a"
    assert "not sent yet" not in client.get(answer["page"]).content.decode()


def test_a_file_that_is_announced_again_is_not_wanted_again(client: Client) -> None:
    log, batch = keras_csv(), uuid.uuid4()
    [first] = announce(client, ("a.csv", len(log)), batch=batch)["files"]
    put(client, first, log)
    again, other = announce(client, ("a.csv", len(log)), ("b.csv", 9), batch=batch)["files"]

    assert (again["expected"], again["outcome"]) == (False, "stored")
    assert other["expected"]
    assert Upload.objects.count() == 2


def test_a_file_sent_twice_is_stored_once(client: Client) -> None:
    log = keras_csv()
    [state] = announce(client, ("a.csv", len(log)))["files"]

    assert [put(client, state, log)["outcome"] for _ in range(2)] == ["stored", "stored"]
    assert Run.objects.count() == 1


def test_what_was_never_sent_can_be_done_without(client: Client) -> None:
    log = keras_csv()
    answer = announce(client, ("a.csv", len(log)), ("b.csv", 9))
    put(client, answer["files"][0], log)
    client.post(reverse("upload_forget", args=[Upload.objects.first().batch]))

    assert outcomes() == {"a.csv": "stored"}


def test_a_list_of_files_that_makes_no_sense_is_refused(client: Client) -> None:
    for manifest in ("{", '[["a"]]', '[["a", -1]]', '[["a", 1.5]]', "5", "[" * 100_000):
        said = {"batch": uuid.uuid4(), "project": "cats", "manifest": manifest}
        assert "The list of files cannot be read." in client.post(FORM, said).content.decode()


def test_a_request_without_its_file_says_so(client: Client) -> None:
    [state] = announce(client, ("a.csv", 9))["files"]
    answer = client.post(state["address"])

    assert answer.status_code == 400
    assert "no file" in answer.json()["said"]


def test_many_files_are_shown_in_pages_and_by_outcome(client: Client) -> None:
    answer = announce(client, *((f"{n}.csv", 9) for n in range(120)))
    put(client, answer["files"][0], b"no log")

    first = client.get(answer["page"]).content.decode()
    refused = client.get(answer["page"], {"outcome": "refused"}).content.decode()

    assert "1 file received" in first
    assert "1–100 of 120" in first
    assert refused.count('<tr role="row" id="upload-') == 1


@pytest.mark.parametrize("path", ["", "."])
def test_a_file_without_a_name_is_no_error(client: Client, path: str) -> None:
    [state] = announce(client, (path, 0))["files"]

    assert state["expected"]


@pytest.mark.parametrize(
    "since",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:10+12:00",
        "9999-12-31T23:59:59-12:00",
        "2024-02-31T00:00:00Z",
        "yesterday",
    ],
)
def test_what_changed_since_a_time_that_makes_no_sense_is_answered(
    client: Client, since: str
) -> None:
    page = announce(client, ("a.csv", 9))["page"]
    answer = client.get(page, {"since": since}, headers={"HX-Request": "true"})

    assert answer.status_code == 200


def test_a_long_list_of_files_with_long_paths_is_taken_in(client: Client) -> None:
    litter = [("é" * 990 + "/.DS_Store", 1)] * 4_999
    manifest = json.dumps([*litter, ("a.csv", 9)], ensure_ascii=False)
    said = {"batch": uuid.uuid4(), "project": "cats", "manifest": manifest}
    *others, last = client.post(FORM, said).json()["files"]

    assert set(others) == {None}
    assert last["expected"]


def test_many_runs_of_one_file_are_folded(client: Client) -> None:
    rows = "".join(f"{e},{start}\n" for start in range(1, 8) for e in range(3))
    page = send(client, file("log.csv", f"epoch,loss\n{rows}".encode())).content.decode()

    assert "<summary>7 runs</summary>" in page
    assert "How its columns were read" not in page


def test_what_one_form_announced_to_two_projects_is_forgotten_in_both(
    client: Client, editor: User
) -> None:
    batch = uuid.uuid4()
    announce(client, ("a.csv", 9), batch=batch)
    announce(client, ("b.csv", 9), batch=batch, project="", new_project="Dogs")
    client.post(reverse("upload_forget", args=[batch]))

    assert not Upload.objects.exists()
