"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their sign-in; knows nothing of schools."""

    name = "foundation.accounts"
    label = "accounts"
