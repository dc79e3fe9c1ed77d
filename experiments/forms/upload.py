import json
import uuid

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile, File

from experiments import access
from experiments.forms.facts import FactsForm
from experiments.models import Membership, Project, Run, Tag

_MOST_FILES = 200
_MOST_ANNOUNCED = 5_000


class ManyFilesInput(forms.ClearableFileInput):
    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data: list[File], initial: object = None) -> list[File]:
        # Empty files go through: they are refused one by one, and the others stored.
        if len(data or []) > _MOST_FILES:
            raise forms.ValidationError(
                f"{len(data)} files were chosen, {_MOST_FILES} at a time can be uploaded."
            )
        return list(data or [])


class ManifestField(forms.CharField):
    """A list of [path, size] as JSON."""

    def clean(self, value: str | None) -> list[tuple[str, int]]:
        try:
            listed = json.loads(value or "[]")
            files = [(str(path), _size(size)) for path, size in listed]
        except (ValueError, TypeError, RecursionError) as error:
            raise forms.ValidationError("The list of files cannot be read.") from error
        if len(files) > _MOST_ANNOUNCED:
            raise forms.ValidationError(
                f"{len(files):,} files were chosen, {_MOST_ANNOUNCED:,} at a time can be uploaded. "
                "Pack them as .zip or .tar.gz, or use manage.py import on the machine itself."
            )
        return files


def _size(size: object) -> int:
    if not isinstance(size, int) or not 0 <= size < 2**53:
        raise ValueError(size)
    return size


class TagsField(forms.CharField):
    """Words between commas."""

    def clean(self, value: str) -> tuple[str, ...]:
        names = (name.strip().lstrip("#") for name in super().clean(value).split(","))
        tags = tuple(dict.fromkeys(name for name in names if name))
        longest = Tag._meta.get_field("name").max_length
        if any(len(tag) > longest for tag in tags):
            raise forms.ValidationError(f"A tag may have {longest} characters at most.")
        return tags


class UploadForm(FactsForm):
    # One batch a rendering of the form: sent twice, it is stored once.
    batch = forms.UUIDField(widget=forms.HiddenInput)
    files = ManyFilesField(label="Files", required=False)
    # In place of the files: where each lies and its size; they are sent one by one afterwards.
    manifest = ManifestField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="Log as text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "input mono", "spellcheck": "false"}),
    )
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label="Project",
        to_field_name="slug",
        required=False,
        empty_label="a new project",
    )
    new_project = forms.CharField(
        label="Name of the new project",
        max_length=Project._meta.get_field("name").max_length,
        required=False,
        help_text="Leave empty to use the project chosen beside it.",
    )
    name = forms.CharField(
        label="Name of the run",
        max_length=Run._meta.get_field("name").max_length,
        required=False,
        help_text="Empty: the name of the file.",
    )
    tags = TagsField(
        label="Tags", required=False, help_text="Words between commas, such as resnet, sweep."
    )

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = access.projects_with_role(user, Membership.Role.EDITOR)
        self.initial["batch"] = uuid.uuid4()
        self.limit = settings.LOSSACC_MAX_UPLOAD_BYTES
        self.limit_mb = self.limit // 2**20

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        wrong = self.errors.keys() & {"files", "manifest"}
        if not wrong and not (self.received or self.announced):
            self.add_error("files", "Choose at least one file, or paste a log as text.")
        chosen = cleaned.get("project") or cleaned.get("new_project")
        if not chosen and not self.errors.keys() & {"project", "new_project"}:
            self.add_error("new_project", "Choose a project, or name a new one.")
        return cleaned

    @property
    def announced(self) -> list[tuple[str, int]]:
        """Path and size of each file that is sent later."""
        return self.cleaned_data.get("manifest") or []

    @property
    def received(self) -> list[File]:
        """The chosen files, and the pasted text as one more."""
        text = self.cleaned_data.get("text") or ""
        pasted = [ContentFile(text.encode(), name="pasted.txt")] if text.strip() else []
        return [*self.cleaned_data.get("files", []), *pasted]
