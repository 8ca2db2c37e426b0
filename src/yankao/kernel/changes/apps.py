"""異動紀錄 as a Django app."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """Old and new values of what the administration changes."""

    name = "yankao.kernel.changes"
    label = "changes"
    verbose_name = "異動紀錄"
    default_auto_field = "django.db.models.BigAutoField"
