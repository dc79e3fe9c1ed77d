"""The table that xgboost.cv returns, saved as CSV: mean and deviation over the folds, by round."""

from experiments.parsers import names
from experiments.parsers.delimited import read_table
from experiments.parsers.document import Document
from experiments.parsers.layout import Layout
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.plain_table import header
from experiments.parsers.runs import runs_of

_TRAIN, _TEST, _MEAN = "train-", "test-", "-mean"
_NOTE = "The test folds of a cross-validation are its validation data and are read as such."


def recognises(document: Document) -> bool:
    """Columns such as ``train-logloss-mean`` and ``test-logloss-mean``.

    >>> recognises(Document("train-logloss-mean,test-logloss-mean\\n0.6,0.7\\n"))
    True
    """
    means = {name for name in header(document) if name.endswith(_MEAN)}
    trained = {name.removeprefix(_TRAIN) for name in means if name.startswith(_TRAIN)}
    return any(name.removeprefix(_TEST) in trained for name in means if name.startswith(_TEST))


def read(document: Document) -> tuple[ParsedRun, ...]:
    """One run by rounds; means fill the columns, deviations are metrics beside them.

    Raises ParseError as `plain_table.read` does.

    >>> text = ",train-logloss-mean,test-logloss-mean\\n0,0.6,0.7\\n1,0.5,0.6\\n"
    >>> [(s.name, s.column) for s in read(Document(text))[0].series]
    [('train-logloss-mean', 'train_loss'), ('test-logloss-mean', 'val_loss')]
    """
    layout = document.layout or Layout(",", 0, ())
    table = read_table(document.lines, layout, (*document.notes, _NOTE))
    tests = [c.name for c in table.columns if c.name.startswith(_TEST)]
    return runs_of(table, mapping={name: (names.metric(name).kind, "val") for name in tests})


PARSER = Parser("xgboost_cv_csv", "XGBoost cross-validation CSV", recognises, read)
