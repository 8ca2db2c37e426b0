"""The indicators engine as a Django app."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Every number has a name, a definition version, a unit and a period mode."""

    name = "yankao.engines.indicators"
    label = "indicators"
    verbose_name = "指標"
    default_auto_field = "django.db.models.BigAutoField"
