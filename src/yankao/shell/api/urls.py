"""The addresses of the interface; what is not described is answered as a problem, not as a page."""

from django.urls import re_path

from yankao.shell.api.api import build, unknown_address

api = build()
patterns, app_name, namespace = api.urls
urls = ([*patterns, re_path(r"^.*$", unknown_address)], app_name, namespace)
