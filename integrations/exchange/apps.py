"""App configuration."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Code only."""

    name = "integrations.exchange"
    label = "exchange"
