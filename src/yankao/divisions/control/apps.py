"""管制考核 as a part of the program."""

from django.apps import AppConfig


class ControlConfig(AppConfig):
    """管制考核."""

    name = "yankao.divisions.control"
    label = "control"
    verbose_name = "管制考核"
