"""The identity engine as a Django app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Users, their memberships and roles."""

    name = "yankao.engines.identity"
    label = "identity"
    verbose_name = "身分"
    default_auto_field = "django.db.models.BigAutoField"
