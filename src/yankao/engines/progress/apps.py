"""計畫管考 as a part of the program."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """計畫管考."""

    name = "yankao.engines.progress"
    label = "progress"
    verbose_name = "計畫管考"
