"""The addresses of the screens of 管制考核."""

from django.urls import path

from yankao.divisions.control.pages import council

urlpatterns = [
    path("council/", council.councillor_list, name="councillors"),
    path("council/books/", council.book_list, name="council_books"),
    path("council/books/<str:key>/", council.book, name="council_book"),
    path("council/<str:name>/", council.councillor, name="councillor"),
]
