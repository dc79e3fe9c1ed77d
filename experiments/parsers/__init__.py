"""Log files in, runs out: one module a format, listed in PARSERS or FOLDERS; no Django."""

from collections.abc import Iterator, Mapping

from experiments.parsers import (
    allennlp,
    boosting_json,
    catboost,
    catboost_json,
    detectron2_json,
    dvclive,
    fastai_csv,
    flaml_log,
    hf_trainer_state,
    json_lines,
    json_summary,
    keras_csv,
    keras_history_json,
    keras_text,
    lightning_csv,
    long_table,
    lossacc_csv,
    lossacc_json,
    lossacc_parquet,
    mlflow_metric,
    mlflow_store,
    mm_json,
    parquet_log,
    plain_table,
    settings_beside,
    tensorboard,
    tensorboard_csv,
    tensorboard_folder,
    text_log,
    wandb_chart_csv,
    wandb_folder,
    wandb_log,
    wandb_runs_table,
    wandb_summary,
    xgboost_cv_csv,
    yolo_results_csv,
)
from experiments.parsers.decoding import decode
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedLog
from experiments.parsers.parser import Files, FolderParser, Parser
from experiments.parsers.refusals import (
    refuse_foreign_bytes,
    refuse_foreign_text,
    refuse_pointer,
    unrecognised,
)

PARSERS: tuple[Parser, ...] = (
    lossacc_json.PARSER,
    lossacc_csv.PARSER,
    lossacc_parquet.PARSER,
    parquet_log.PARSER,
    wandb_log.PARSER,
    tensorboard.PARSER,
    hf_trainer_state.PARSER,
    wandb_summary.PARSER,
    boosting_json.PARSER,
    keras_history_json.PARSER,
    catboost_json.PARSER,
    detectron2_json.PARSER,
    mm_json.PARSER,
    flaml_log.PARSER,
    json_lines.PARSER,
    json_summary.PARSER,
    wandb_chart_csv.PARSER,
    wandb_runs_table.PARSER,
    yolo_results_csv.PARSER,
    fastai_csv.PARSER,
    xgboost_cv_csv.PARSER,
    tensorboard_csv.PARSER,
    long_table.PARSER,
    lightning_csv.PARSER,
    keras_csv.PARSER,
    mlflow_metric.PARSER,
    keras_text.PARSER,
    text_log.PARSER,
    plain_table.PARSER,
)
"""The first parser that recognises a file reads it: the particular before the general."""

FOLDERS: tuple[FolderParser, ...] = (
    mlflow_store.PARSER,
    wandb_folder.PARSER,
    dvclive.PARSER,
    catboost.PARSER,
    allennlp.PARSER,
    tensorboard_folder.PARSER,
    settings_beside.PARSER,
)
"""Formats of several files; the first that finds a folder takes its files."""


def read_log(name: str, data: bytes) -> ParsedLog:
    r"""The runs in a log file, whose format is told from its content.

    `name` is used in messages, and by formats whose file is called like its metric. Raises
    ParseError for whatever is no log that can be read.

    >>> log = read_log("log.csv", b"epoch,loss,val_loss\n0,0.9,1.0\n1,0.5,0.7\n")
    >>> log.format, log.runs[0].curves.values("val_loss").tolist()
    ('keras_csv', [1.0, 0.7])
    """
    raw = Document(data=data, name=name)
    for parser in PARSERS:
        if parser.binary and parser.recognises(raw):
            return ParsedLog(parser.slug, parser.title, parser.read(raw))
    refuse_foreign_bytes(data, name)
    text, notes = decode(data, name)
    document = Document(text, notes, data, name)
    refuse_foreign_text(document.text, name)
    for parser in PARSERS:
        if not parser.binary and parser.recognises(document):
            return ParsedLog(parser.slug, parser.title, parser.read(document))
    raise unrecognised(document, name)


class _Fetched(Mapping[str, bytes]):
    """Files of a folder, of which Git may have fetched pointers only."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def __getitem__(self, path: str) -> bytes:
        data = self._files[path]
        refuse_pointer(data, path)
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def read_folder(slug: str, files: Files) -> ParsedLog:
    """The runs of files that are one log together, found by the parser called `slug`.

    Paths are those below the folder's root. Raises KeyError for a slug that no folder format has,
    and ParseError where the files are no such log.

    >>> read_folder("shelf", {})
    Traceback (most recent call last):
    KeyError: 'shelf'
    """
    parser = {parser.slug: parser for parser in FOLDERS}[slug]
    files = _Fetched(files)
    return ParsedLog(parser.slug, parser.title, parser.read(files))


__all__ = ["FOLDERS", "PARSERS", "ParseError", "read_folder", "read_log"]
