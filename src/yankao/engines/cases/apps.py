"""The cases engine as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """An item somebody must answer by a date."""

    name = "yankao.engines.cases"
    label = "cases"
    verbose_name = "案件"
    default_auto_field = "django.db.models.BigAutoField"
