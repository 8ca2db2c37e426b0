"""聯合服務 as a part of the program."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """聯合服務."""

    name = "yankao.divisions.service"
    label = "service"
    verbose_name = "聯合服務"
