"""Log files in, runs out: one module a format, listed in PARSERS; no Django."""

from experiments.parsers import (
    hf_trainer_state,
    json_lines,
    json_summary,
    keras_csv,
    keras_history_json,
    lightning_csv,
    plain_table,
)
from experiments.parsers.decoding import decode
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedLog
from experiments.parsers.parser import Parser
from experiments.parsers.refusals import (
    refuse_foreign_bytes,
    refuse_foreign_text,
    unrecognised,
)

PARSERS: tuple[Parser, ...] = (
    hf_trainer_state.PARSER,
    keras_history_json.PARSER,
    json_lines.PARSER,
    json_summary.PARSER,
    lightning_csv.PARSER,
    keras_csv.PARSER,
    plain_table.PARSER,
)
"""The first parser that recognises a file reads it: the particular before the general."""


def read_log(name: str, data: bytes) -> ParsedLog:
    r"""The runs in a log file, whose format is told from its content.

    `name` is used in messages only. Raises ParseError for whatever is no log that can be read.

    >>> log = read_log("log.csv", b"epoch,loss,val_loss\n0,0.9,1.0\n1,0.5,0.7\n")
    >>> log.format, log.runs[0].curves.values("val_loss").tolist()
    ('keras_csv', [1.0, 0.7])
    """
    refuse_foreign_bytes(data, name)
    document = Document(*decode(data, name))
    refuse_foreign_text(document.text, name)
    for parser in PARSERS:
        if parser.recognises(document):
            return ParsedLog(parser.slug, parser.title, parser.read(document))
    raise unrecognised(document, name)


__all__ = ["PARSERS", "ParseError", "read_log"]
