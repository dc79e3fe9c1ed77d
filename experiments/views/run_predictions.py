"""The section of a run's page that lists its predictions and fills in while they are measured."""

from experiments.models import Run
from experiments.queries_predictions import predictions_of


def predictions_context(run: Run) -> dict[str, object]:
    rows = predictions_of(run)
    return {
        "all_predictions": rows,
        "measuring": any(row.finished_at is None for row in rows),
        # What a page has seen of them: it differs as soon as there is news.
        "predictions_seen": "-".join(f"{r.pk}.{r.state}.{int(100 * r.progress)}" for r in rows),
    }
