"""資訊 as a part of the program."""

from django.apps import AppConfig


class InformationConfig(AppConfig):
    """資訊."""

    name = "yankao.divisions.information"
    label = "information"
    verbose_name = "資訊"
