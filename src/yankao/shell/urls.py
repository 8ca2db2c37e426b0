"""The addresses of the pages; each view states who may open it, and a test refuses one that does not."""

from django.urls import include, path

from yankao.shell.export import export_cases
from yankao.shell.views import bulk, case, deeds, home, lists, opening, registers, reply, rest, rows

urlpatterns = [
    path("", home.home, name="home"),
    path("worklist/", lists.worklist, name="worklist"),
    path("overdue/", lists.overdue_list, name="overdue"),
    path("search/", lists.search, name="search"),
    path("notices/", rest.notices, name="notices"),
    path("systems/", rest.systems, name="systems"),
    path("help/", rest.help_page, name="help"),
    path("p/", lists.procedures, name="procedures"),
    path("p/<str:key>/", lists.case_list, name="list"),
    path("p/<str:key>/new", opening.open_new, name="new"),
    path("p/<str:key>/about", rest.about, name="about"),
    path("p/<str:key>/bulk", bulk.bulk, name="bulk"),
    path("p/<str:key>/export.csv", export_cases, name="export"),
    path("case/<str:number>/", case.case_page, name="case"),
    path("case/<str:number>/do/<str:key>", deeds.do, name="do"),
    path("case/<str:number>/verb/<str:key>", deeds.verb, name="verb"),
    path("case/<str:number>/reporter", case.reporter, name="reporter"),
    path("case/<str:number>/reply", reply.reply, name="reply"),
    path("case/<str:number>/files/<int:pk>", case.file, name="file"),
    path("r/", registers.registers, name="registers"),
    path("r/<str:key>/", registers.register, name="register"),
    path("r/<str:key>/export.csv", registers.export, name="register_export"),
    path("r/<str:key>/new", rows.new, name="row_new"),
    path("r/<str:key>/<int:pk>/", rows.row, name="row"),
    path("r/<str:key>/<int:pk>/correct", rows.correct_row, name="row_correct"),
    path("r/<str:key>/<int:pk>/strike", rows.strike_row, name="row_strike"),
    path("r/<str:key>/<int:pk>/restore", rows.restore_row, name="row_restore"),
    path("r/<str:key>/<int:pk>/count/<str:counter>", rows.count_row, name="row_count"),
    path("", include("yankao.shell.outbox.urls")),
    path("settings/theme", rest.theme, name="theme"),
    path("settings/language", rest.language, name="language"),
    path("map/districts.json", rest.districts, name="districts"),
    path("manage/", include("yankao.shell.administration.urls")),
    path("accounts/", include("allauth.urls")),
]
