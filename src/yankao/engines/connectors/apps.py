"""The connectors engine as a Django app."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Outside records coming in, and records made for a simulated city."""

    name = "yankao.engines.connectors"
    label = "connectors"
    verbose_name = "介接"
    default_auto_field = "django.db.models.BigAutoField"
