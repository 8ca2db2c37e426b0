"""The addresses of the hand-made screens of the service desk."""

from django.urls import path

from yankao.divisions.service.pages import (
    again,
    boards,
    callbacks,
    calling,
    desk,
    holidays,
    monitoring,
    operation,
    papers,
    reviewing,
    shifts,
    slips,
    surveys,
)

urlpatterns = [
    path("manage/knowledge/", reviewing.knowledge, name="reviews_knowledge"),
    path("manage/templates/", reviewing.templates, name="reviews_templates"),
    path("desk/", desk.desk, name="desk"),
    path("desk/found", desk.found, name="desk_found"),
    path("desk/suggestions", desk.suggestions, name="desk_suggestions"),
    path("desk/case/<str:number>/", calling.desk_case, name="desk_case"),
    path("desk/case/<str:number>/call", calling.call, name="desk_call"),
    path("desk/callbacks/", callbacks.callbacks, name="callbacks"),
    path("desk/again/", again.again, name="again"),
    path("desk/handover/", shifts.handover, name="handover"),
    path("desk/handover/print", shifts.morning_sheet, name="morning_sheet"),
    path("desk/rota/", shifts.rota, name="rota"),
    path("desk/holidays/", holidays.holiday_list, name="holidays"),
    path("desk/holidays/print", holidays.holiday_sheet, name="holiday_sheet"),
    path("desk/paper/", slips.paper_form, name="paper_form"),
    path("desk/quality/", monitoring.quality, name="quality"),
    path("desk/quality/<int:pk>/", monitoring.review, name="quality_review"),
    path("desk/surveys/", surveys.surveys, name="surveys"),
    path("survey/<str:token>/", surveys.questionnaire, name="survey"),
    path("operation/", operation.operation, name="operation"),
    path("board/", boards.show_board, name="board"),
    path("case/<str:number>/paper/<str:kind>.odt", papers.paper_file, name="paper_file"),
    path("case/<str:number>/paper/<str:kind>", papers.paper, name="paper"),
]
