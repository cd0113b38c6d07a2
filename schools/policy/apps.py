"""App configuration."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The policy in force at a school and how it decides (each school's own schema)."""

    name = "schools.policy"
    label = "policy"
