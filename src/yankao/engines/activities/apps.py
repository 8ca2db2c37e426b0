"""會議與活動 as a part of the program."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """會議與活動."""

    name = "yankao.engines.activities"
    label = "activities"
    verbose_name = "會議與活動"
