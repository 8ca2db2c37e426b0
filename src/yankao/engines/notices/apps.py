"""The notices engine as a Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Who must be told, by which channel."""

    name = "yankao.engines.notices"
    label = "notices"
    verbose_name = "通知"
    default_auto_field = "django.db.models.BigAutoField"
