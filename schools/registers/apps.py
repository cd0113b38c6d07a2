"""App configuration."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Codes, registers, marks and their versions (each school's own schema)."""

    name = "schools.registers"
    label = "registers"
