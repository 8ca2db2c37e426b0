"""研究發展 as a part of the program."""

from django.apps import AppConfig


class ResearchConfig(AppConfig):
    """研究發展."""

    name = "yankao.divisions.research"
    label = "research"
    verbose_name = "研究發展"
