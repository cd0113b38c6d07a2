"""The `foundation.ui` app: templates, components, template tags and static files; no tables."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "foundation.ui"
    label = "ui"
