"""The addresses of the screens of 管制考核."""

from django.urls import path

from yankao.divisions.control.pages import council, documents, selection

urlpatterns = [
    path("council/", council.councillor_list, name="councillors"),
    path("council/books/", council.book_list, name="council_books"),
    path("council/books/<str:key>/", council.book, name="council_book"),
    path("council/<str:name>/", council.councillor, name="councillor"),
    path("documents/", documents.statistics, name="document_statistics"),
    path("documents/visits/", documents.visits, name="document_visits"),
    path("documents/<str:month>/letters", documents.letters, name="document_letters"),
    path("selection/", selection.approved, name="approved_candidates"),
    path("selection/take-in", selection.take_in, name="selection_take_in"),
]
