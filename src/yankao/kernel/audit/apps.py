"""稽核紀錄 as a part of the program."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """稽核紀錄."""

    name = "yankao.kernel.audit"
    label = "audit"
    verbose_name = "稽核紀錄"
