"""`yankao mail pipe` as a mail server meets it: its exit codes say taken, no message, or come again."""

import subprocess
import sys
from contextlib import nullcontext
from io import BytesIO, TextIOWrapper

import pytest
import typer
from tests.site.test_cli import yankao

from yankao.engines.cases.models import Case
from yankao.site.cli import mail

RAW = b"From: mei@mail.example\r\nTo: a@city.example\r\nSubject: lamp\r\nMessage-ID: <1@x>\r\n\r\nlamp is out\r\n"


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch):
    def give(raw: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(raw)))
        monkeypatch.setattr(mail, "opened", nullcontext)

    return give


@pytest.mark.django_db
def test_a_message_is_taken_once_however_often_it_is_handed_over(city: object, stdin, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        stdin(RAW)
        mail.pipe(recipient="")
    assert Case.objects.get().description == "lamp is out"
    assert Case.objects.get().number in capsys.readouterr().out


@pytest.mark.django_db
def test_what_is_no_message_is_code_65(city: object, stdin) -> None:
    stdin(b"hello")
    with pytest.raises(typer.Exit) as ended:
        mail.pipe(recipient="")
    assert ended.value.exit_code == 65


@pytest.mark.django_db
def test_a_fault_of_ours_lets_the_mail_server_come_again(city: object, stdin, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(RAW)
    monkeypatch.setattr("yankao.divisions.service.mail.intake.take", lambda *_args, **_named: 1 / 0)
    with pytest.raises(typer.Exit) as ended:
        mail.pipe(recipient="mayor@city.example")
    assert ended.value.exit_code == 75


def test_a_missing_database_or_a_wrong_setting_is_code_75_too(tmp_path) -> None:
    done: subprocess.CompletedProcess[str] = yankao("mail", "pipe", YANKAO_HOME=str(tmp_path / "none"))
    assert done.returncode == 75
    assert yankao("mail", "pipe", YANKAO_HOME=str(tmp_path / "none"), YANKAO_WRONG="1").returncode == 75
