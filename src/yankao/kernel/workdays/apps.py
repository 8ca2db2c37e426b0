"""辦公日曆: the days on which the offices work."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    """The working calendar as a Django app."""

    name = "yankao.kernel.workdays"
    label = "workdays"
    verbose_name = "辦公日曆"
    default_auto_field = "django.db.models.BigAutoField"
