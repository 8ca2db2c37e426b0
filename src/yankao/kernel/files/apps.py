"""附件 as a part of the program."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """附件."""

    name = "yankao.kernel.files"
    label = "files"
    verbose_name = "附件"
