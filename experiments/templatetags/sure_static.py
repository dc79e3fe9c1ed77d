"""Static files for the page that must never fail itself."""

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

register = template.Library()


@register.simple_tag
def sure_static(path: str) -> str:
    """The address of a static file, the plain one where no list of hashed names has it."""
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"
