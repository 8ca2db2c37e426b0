"""The addresses of the reports: the board, one edition with its chapters, checks and files, the public archive, and one figure."""

from django.urls import path

from yankao.shell.views import edition_chapters, edition_deeds, edition_public, editions, figures

urlpatterns = [
    path("reports/", editions.board, name="editions"),
    path("reports/of/<str:key>/", editions.publication, name="publication"),
    path("reports/new", edition_deeds.new, name="edition_new"),
    path("reports/<int:pk>/", editions.edition, name="edition"),
    path("reports/<int:pk>/preview", editions.preview, name="edition_preview"),
    path("reports/<int:pk>/check", editions.check, name="edition_check"),
    path("reports/<int:pk>/compare", editions.compare, name="edition_compare"),
    path("reports/<int:pk>/frozen", editions.frozen, name="edition_frozen"),
    path("reports/<int:pk>/file<str:suffix>", editions.file, name="edition_file"),
    path("reports/<int:pk>/made/<int:made>", editions.made_file, name="edition_made"),
    path("reports/<int:pk>/make/<str:kind>", edition_deeds.make, name="edition_make"),
    path("reports/<int:pk>/do/<str:deed>", edition_deeds.do, name="edition_do"),
    path("reports/<int:pk>/chapter/<str:section>/", edition_chapters.chapter, name="chapter"),
    path("reports/<int:pk>/chapter/<str:section>/<str:deed>", edition_chapters.do, name="chapter_do"),
    path("published/", edition_public.published, name="published"),
    path("published/<int:pk>/", edition_public.one, name="published_edition"),
    path("published/<int:pk>/file<str:suffix>", edition_public.file, name="published_file"),
    path("figures/<str:key>/", figures.figure_page, name="figure"),
]
