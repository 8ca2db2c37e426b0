"""市民來信 as a part of the program."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """市民來信."""

    name = "yankao.divisions.service.mail"
    label = "mail"
    verbose_name = "市民來信"
    default_auto_field = "django.db.models.BigAutoField"
