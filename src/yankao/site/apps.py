"""The place that knows everything: settings, addresses, commands and the embedded database."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site as a Django app."""

    name = "yankao.site"
    label = "site"
    verbose_name = "站台"
