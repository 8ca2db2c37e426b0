"""The addresses of the outbox and the channels."""

from django.urls import path

from yankao.shell.outbox import channel_views, views, wish_views

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/export.csv", views.export, name="outbox_export"),
    path("channels/", channel_views.channels, name="channels"),
    path("channels/hooks/new", channel_views.hook_new, name="hook_new"),
    path("channels/hooks/<uuid:pk>/end", channel_views.hook_end, name="hook_end"),
    path("settings/notices", wish_views.wishes, name="wishes"),
]
