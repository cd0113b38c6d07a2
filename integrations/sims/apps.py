"""App configuration."""

from django.apps import AppConfig


class SimsConfig(AppConfig):
    """Reading SIMS's files. No tables: what is read goes into the school's own intake."""

    name = "integrations.sims"
    label = "sims"
