"""通知 as a part of the program."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """通知."""

    name = "yankao.engines.notices"
    label = "notices"
    verbose_name = "通知"
