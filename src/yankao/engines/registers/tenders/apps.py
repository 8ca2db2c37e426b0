"""工程標案 as a part of the program."""

from django.apps import AppConfig


class TendersConfig(AppConfig):
    """工程標案."""

    name = "yankao.engines.registers.tenders"
    label = "tenders"
    verbose_name = "工程標案"
