"""The addresses of the citizen's pages."""

from django.urls import path

from yankao.divisions.service.citizen import mayor_views, public_views, report_views, track_views

urlpatterns = [
    path("report/", report_views.choose, name="citizen-report"),
    path("report/new", report_views.report, name="citizen-report-new"),
    path("report/mailbox", report_views.letter, name="citizen-letter"),
    path("report/done/<str:token>", report_views.done, name="citizen-done"),
    path("track/", track_views.track, name="citizen-track"),
    path("track/case", track_views.tracked, name="citizen-track-case"),
    path("track/leave", track_views.leave, name="citizen-track-leave"),
    path("track/do/<str:deed>", track_views.do, name="citizen-track-do"),
    path("track/file/<int:pk>", track_views.file, name="citizen-track-file"),
    path("map/", public_views.public_map, name="citizen-map"),
    path("map/list/", public_views.public_list, name="citizen-list"),
    path("map/points.json", public_views.map_points, name="citizen-map-points"),
    path("map/case/<str:number>", public_views.public_case, name="citizen-map-case"),
    path("district/", mayor_views.district, name="district-page"),
    path("monthly/", mayor_views.monthly, name="monthly-report"),
]
