"""辦公日曆 as a part of the program."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    """辦公日曆."""

    name = "yankao.kernel.workdays"
    label = "workdays"
    verbose_name = "辦公日曆"
