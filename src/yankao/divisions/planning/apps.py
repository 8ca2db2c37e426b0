"""綜合計畫 as a part of the program."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """綜合計畫."""

    name = "yankao.divisions.planning"
    label = "planning"
    verbose_name = "綜合計畫"
