"""工程查核 as a part of the program."""

from django.apps import AppConfig


class EngineeringConfig(AppConfig):
    """工程查核."""

    name = "yankao.divisions.engineering"
    label = "engineering"
    verbose_name = "工程查核"
