"""Files that were refused, with what was wrong, where, and what to do."""

from experiments.models import Upload
from experiments.parsers.errors import ParseError
from experiments.services.text import storable


def refuse(upload: Upload, refusal: ParseError) -> Upload:
    set_refusal(upload, refusal)
    upload.save()
    return upload


def set_refusal(upload: Upload, refusal: ParseError) -> None:
    upload.outcome = Upload.Outcome.REFUSED
    upload.reason, upload.advice = storable(refusal.reason), storable(refusal.advice)
    upload.line, upload.column = refusal.line, refusal.column
