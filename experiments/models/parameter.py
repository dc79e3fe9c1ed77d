"""Parameters as rows: what run tables sort, filter and group by."""

from django.db import models


class Parameter(models.Model):
    """One parameter of a run, made from its `parameters`, which stay the source of truth.

    `text` is cut to what an index can hold; `number` is what it says as a number, if anything.
    """

    run = models.ForeignKey(
        "Run", on_delete=models.CASCADE, related_name="parameter_rows", db_index=False
    )
    project = models.ForeignKey(
        "Project", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=200)
    text = models.CharField(max_length=200, blank=True)
    number = models.FloatField(null=True)

    class Meta:
        ordering = ("run", "name")
        constraints = (
            models.UniqueConstraint(fields=["run", "name"], name="one_parameter_a_name"),
        )
        indexes = (
            models.Index(fields=["project", "name", "number", "run"], name="parameter_number"),
            models.Index(fields=["project", "name", "text", "run"], name="parameter_text"),
        )

    def __str__(self) -> str:
        return f"{self.name} = {self.text}"
