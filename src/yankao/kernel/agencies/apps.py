"""機關、區里、輪值電話與職務代理人."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """The tree of agencies as a Django app."""

    name = "yankao.kernel.agencies"
    label = "agencies"
    verbose_name = "機關"
    default_auto_field = "django.db.models.BigAutoField"
