"""`yankao first-admin`: the account of a city's first administrator, who makes all others on the page of accounts."""

from typing import Annotated

import typer
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError

from yankao.engines.identity.people import create_first_admin
from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.models import Agency
from yankao.shell.administration.access import password_address
from yankao.shell.cli.output import operator, put, put_json, refuse, say
from yankao.shell.words import now


def command(
    username: Annotated[str, typer.Argument(metavar="USERNAME", help="帳號")],
    *,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="姓名")],
    agency: Annotated[str, typer.Option("--agency", metavar="AGENCY", help="機關代號或名稱；預設為研考會")] = "",
    email: Annotated[str, typer.Option("--email", metavar="ADDRESS", help="電子郵件")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON 摘要")] = False,
) -> None:
    """開立第一位系統管理者的帳號，並印出設定密碼的一次性連結；已有系統管理者時不開立."""
    agency = agency or current_city().commission_agency
    found = Agency.objects.filter(slug=agency).first() or Agency.objects.filter(name=agency).first()
    if found is None:
        raise refuse(f"沒有機關 {agency}；請填 agencies.csv 的機關代號（slug）或全名")
    try:
        user = create_first_admin({"username": username, "name": name, "email": email}, found, actor=operator(), now=now())
    except ValidationError as error:
        raise refuse("；".join(error.messages)) from None
    except PermissionDenied as error:
        say(str(error))
        raise typer.Exit(1) from None
    link = _site() + password_address(user)
    if as_json:
        put_json({"username": user.username, "agency": found.slug, "link": link})
    else:
        put(f"{user.username}（{found.name}）請以此連結設定密碼，限用一次：\n{link}")


def _site() -> str:
    """Return where the pages are reached: the first name given to the server, else this machine."""
    hosts = settings.YANKAO.allowed_hosts
    return f"https://{hosts[0]}" if settings.YANKAO.needs_https and hosts else "http://127.0.0.1:8000"
