from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from experiments import checks


class ExperimentsConfig(AppConfig):
    name = "experiments"
    verbose_name = "Experiments"

    def ready(self) -> None:
        register(checks.check_sqlite, Tags.compatibility)
        register(checks.check_uploads_folder, Tags.files)
        connection_created.connect(prefer_indexes)


def prefer_indexes(connection: BaseDatabaseWrapper, **_: object) -> None:
    """PostgreSQL assumes a disk that is slow to read here and there, and leaves indexes unused."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET random_page_cost = 1.1")
