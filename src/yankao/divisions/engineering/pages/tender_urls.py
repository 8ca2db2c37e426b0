"""The addresses of the screens of the tenders."""

from django.urls import path

from yankao.divisions.engineering.pages import tender_board, verification_board
from yankao.divisions.engineering.pages.tender_beside import cases_of
from yankao.shell.beside import register_beside

register_beside("tenders.tender", cases_of)

urlpatterns = [
    path("tenders/filling/", tender_board.filling, name="tender_filling"),
    path("tenders/differences/", tender_board.differences, name="tender_differences"),
    path("verifications/", verification_board.verification_board, name="verification_board"),
    path("verifications/choose", verification_board.choose_verifications, name="choose_verifications"),
]
