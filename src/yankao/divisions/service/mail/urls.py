"""The addresses of the pages on citizens' mail."""

from django.urls import path

from yankao.divisions.service.mail import views

urlpatterns = [
    path("mail/", views.mails, name="mails"),
    path("mail/<uuid:pk>/", views.mail, name="mail"),
    path("mail/<uuid:pk>/original.eml", views.download, name="mail_original"),
]
