"""報告 as a part of the program."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """報告."""

    name = "yankao.engines.reports"
    label = "reports"
    verbose_name = "報告"
