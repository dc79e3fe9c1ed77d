"""Files of a folder format as text, with their names in what is said about them."""

from collections.abc import Iterator
from contextlib import contextmanager

from experiments.parsers.decoding import decode
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.parser import Files
from experiments.parsers.yaml_text import flat_settings, read_yaml

_DEEPEST = 20


def document_of(files: Files, path: str) -> Document:
    """One file as a document. Raises ParseError where it is no text.

    >>> document_of({"a.json": b'{"loss": 1}'}, "a.json").json.value
    {'loss': 1.0}
    """
    data = files[path]
    text, notes = decode(data, path)
    return Document(text, notes, data, path)


@contextmanager
def in_file(path: str) -> Iterator[None]:
    """Errors that are raised within name the file.

    >>> with in_file("train/loss.tsv"):
    ...     raise ParseError("The table has a header but no rows.")
    Traceback (most recent call last):
    experiments.parsers.errors.ParseError: train/loss.tsv: The table has a header but no rows.
    """
    try:
        yield
    except ParseError as error:
        raise ParseError(
            f"{path}: {error.reason}", advice=error.advice, line=error.line, column=error.column
        ) from error


def settings_in(files: Files, path: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The settings in a YAML or JSON file; none where it is missing or, with a note, broken.

    >>> settings_in({"params.yaml": b"lr: 0.1"}, "params.yaml")
    ({'lr': '0.1'}, ())
    >>> settings_in({"params.yaml": b"["}, "params.yaml")[1]
    ('The settings in params.yaml cannot be read: did not find expected node content.',)
    """
    if path not in files:
        return {}, ()
    try:
        if not path.endswith(".json"):
            return flat_settings(read_yaml(files[path], path)), ()
        with in_file(path):
            return flat_settings(object_in(files, path)), ()
    except ParseError as error:
        return {}, (error.reason,)


def object_in(files: Files, path: str) -> dict[str, object]:
    """The JSON object in a file. Raises ParseError where there is none.

    >>> object_in({"a.json": b'{"loss": 1}'}, "a.json")
    {'loss': 1.0}
    """
    json = document_of(files, path).json
    value = json.records[0] if json and json.records else json and json.value
    if not isinstance(value, dict):
        raise ParseError(
            "There is no JSON object in it.", advice="Upload it again when it is complete."
        )
    return value


def numbers_in(values: dict[str, object], prefix: str = "") -> dict[str, float]:
    """The numbers of an object by their names, those of inner objects with slashes between.

    >>> numbers_in({"train": {"loss": 0.5}, "step": 3.0, "name": "a"})
    {'train/loss': 0.5, 'step': 3.0}
    """
    found = {}
    for name, value in values.items():
        if isinstance(value, float):
            found[f"{prefix}{name}"] = value
        elif isinstance(value, dict) and prefix.count("/") < _DEEPEST:
            found.update(numbers_in(value, f"{prefix}{name}/"))
    return found
