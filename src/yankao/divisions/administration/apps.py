"""行政 as a part of the program."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    """行政."""

    name = "yankao.divisions.administration"
    label = "administration"
    verbose_name = "行政"
