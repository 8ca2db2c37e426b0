"""The addresses of the screens of 綜合計畫."""

from django.urls import path

from yankao.divisions.planning.pages import goal_tree

urlpatterns = [path("goals/", goal_tree.goal_tree, name="goal_tree")]
