"""評審 as a part of the program."""

from django.apps import AppConfig


class PanelConfig(AppConfig):
    """評審."""

    name = "yankao.engines.panel"
    label = "panel"
    verbose_name = "評審"
