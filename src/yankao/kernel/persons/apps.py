"""當事人資料 as a part of the program."""

from django.apps import AppConfig


class PersonsConfig(AppConfig):
    """當事人資料."""

    name = "yankao.kernel.persons"
    label = "persons"
    verbose_name = "當事人資料"
