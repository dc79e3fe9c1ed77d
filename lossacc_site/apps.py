from django.apps import AppConfig

from lossacc_site.celery import app as celery_app


class SiteConfig(AppConfig):
    name = "lossacc_site"
    # Held here so that every process that starts Django has the tasks' application.
    celery_app = celery_app
