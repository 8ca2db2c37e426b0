"""The addresses of response mode and of the lists behind the board."""

from django.urls import path

from yankao.divisions.service.pages import boards, response, response_matter

urlpatterns = [
    path("board/cases/<str:tile>/", boards.board_cases, name="board_cases"),
    path("response/", response.responses, name="responses"),
    path("response/start/", response.start, name="response_start"),
    path("response/<int:pk>/", response.response, name="response"),
    path("response/<int:pk>/matter/<int:matter_pk>/", response_matter.matter, name="response_matter"),
    path("response/<int:pk>/matter/<int:matter_pk>/inform", response_matter.matter_inform, name="response_inform"),
    path("response/<int:pk>/cases/", boards.response_cases, name="response_cases"),
]
