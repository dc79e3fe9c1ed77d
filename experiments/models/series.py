"""A run's points, and what is derived from them."""

from django.db import models


class Series(models.Model):
    """One metric of a run. Run tables read these summaries and never the points."""

    run = models.ForeignKey("Run", on_delete=models.CASCADE, related_name="series", db_index=False)
    # The run's project, and the name that queries know the metric by: run tables are sorted and
    # filtered by an index over both.
    project = models.ForeignKey(
        "Project", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=500, editable=False)
    name = models.CharField(max_length=500)
    kind = models.CharField(max_length=500)
    split = models.CharField(max_length=5, blank=True)
    scale = models.FloatField(default=1.0)
    position = models.PositiveIntegerField(default=0)

    count = models.PositiveIntegerField(default=0)
    non_finite = models.PositiveIntegerField(default=0)
    first_step = models.BigIntegerField(null=True)
    last_step = models.BigIntegerField(null=True)
    last = models.FloatField(null=True)
    last_epoch = models.FloatField(null=True)
    min = models.FloatField(null=True)
    min_step = models.BigIntegerField(null=True)
    min_epoch = models.FloatField(null=True)
    max = models.FloatField(null=True)
    max_step = models.BigIntegerField(null=True)
    max_epoch = models.FloatField(null=True)
    sparkline = models.BinaryField(default=bytes)

    class Meta:
        ordering = ("run", "position", "id")
        verbose_name_plural = "series"
        constraints = (models.UniqueConstraint(fields=["run", "name"], name="one_series_a_name"),)
        indexes = tuple(
            models.Index(fields=["project", "key", column, "run"], name=f"series_{column}")
            for column in ("last", "min", "max")
        )

    def __str__(self) -> str:
        return self.name


class SeriesChunk(models.Model):
    """Points of one series, columnar and compressed; chunks are appended, never changed.

    The source of truth for points: everything else about a series can be made from them anew.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="chunks")
    count = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.count} points of {self.series}"


class EpochMetrics(models.Model):
    """One row a run and epoch, derived from the series and rebuilt at will."""

    run = models.ForeignKey("Run", on_delete=models.CASCADE, related_name="epochs", db_index=False)
    epoch = models.FloatField()
    train_loss = models.FloatField(null=True)
    val_loss = models.FloatField(null=True)
    test_loss = models.FloatField(null=True)
    train_accuracy = models.FloatField(null=True)
    val_accuracy = models.FloatField(null=True)
    test_accuracy = models.FloatField(null=True)

    class Meta:
        ordering = ("run", "epoch")
        verbose_name_plural = "epoch metrics"
        constraints = (models.UniqueConstraint(fields=["run", "epoch"], name="one_row_an_epoch"),)

    def __str__(self) -> str:
        return f"epoch {self.epoch:g}"
