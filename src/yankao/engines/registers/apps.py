"""登錄簿 as a part of the program."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """登錄簿."""

    name = "yankao.engines.registers"
    label = "registers"
    verbose_name = "登錄簿"
