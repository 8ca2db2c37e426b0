"""背景工作 as a part of the program."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """背景工作."""

    name = "yankao.kernel.jobs"
    label = "jobs"
    verbose_name = "背景工作"
