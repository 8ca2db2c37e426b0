"""操作介面 as a part of the program."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """操作介面."""

    name = "yankao.shell"
    label = "shell"
    verbose_name = "操作介面"
