"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The school's files (each school's own schema)."""

    name = "schools.documents"
    label = "documents"
