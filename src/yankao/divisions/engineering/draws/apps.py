"""密封抽籤 as a part of the program."""

from django.apps import AppConfig


class DrawsConfig(AppConfig):
    """密封抽籤."""

    name = "yankao.divisions.engineering.draws"
    label = "draws"
    verbose_name = "密封抽籤"
