from django.apps import AppConfig
from django.core.checks import Tags, register

from experiments import checks


class ExperimentsConfig(AppConfig):
    name = "experiments"
    verbose_name = "Experiments"

    def ready(self) -> None:
        register(checks.check_sqlite, Tags.compatibility)
        register(checks.check_uploads_folder, Tags.files)
