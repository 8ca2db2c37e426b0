"""Who may open what (權限表): every address with its methods and the roles let in, read off the addresses themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from yankao.engines.identity.roles import Role
from yankao.kernel.actors import Actor, ActorKind, Membership
from yankao.shell.gate import Audience

GUARDED_ELSEWHERE = {
    "api/v1/": "介接金鑰（依範圍）或登入者；寫入另驗 CSRF 標記",
    "accounts/": "登入、密碼與雙重驗證，由登入套件把關",
}
"""Addresses that a library guards, and how."""
NOBODY = "未登入"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address: its pattern, its name, and the audience and methods its view states (None: it states none)."""

    path: str
    name: str
    who: Audience | None
    methods: tuple[str, ...]
    pattern: URLPattern

    @property
    def guarded_elsewhere(self) -> str:
        """How a library guards the address, or nothing."""
        return next((how for prefix, how in GUARDED_ELSEWHERE.items() if self.path.startswith(prefix)), "")


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Route]:
    """Yield every address of the program in the order in which they are tried."""
    for each in (resolver or get_resolver()).url_patterns:
        path = prefix + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from routes(each, path)
        else:
            view = each.callback
            methods = tuple(method for method in getattr(view, "methods", ()) if method not in {"HEAD", "OPTIONS"})
            yield Route(path=path, name=each.name or "", who=getattr(view, "who", None), methods=methods, pattern=each)


def actor_in(role: Role | None) -> Actor | None:
    """Return somebody who holds just one role, or nobody."""
    if role is None:
        return None
    if role is Role.CITIZEN:
        return Actor(kind=ActorKind.CITIZEN, id="-", name=str(role.label))
    held = Membership(role=role, agency_id=0, agency_ids=frozenset())
    return Actor(kind=ActorKind.USER, id="-", name=str(role.label), memberships=(held,))


def permissions_page() -> str:
    """Return the table as a page of the reference."""
    roles: tuple[Role | None, ...] = (None, *Role)
    heads = ["網址", "方法", "對象", *(str(role.label) if role else NOBODY for role in roles)]
    lines = ["# 權限表", "", "每個網址由誰、以什麼方法開啟。案件與登錄簿另依各程序的宣告決定看得到哪些、能做什麼。", ""]
    lines += [_row(heads), _row(["---"] * len(heads))]
    for route in routes():
        if route.who is not None:
            marks = ["✓" if route.who.allows(actor_in(role)) else "" for role in roles]
            lines.append(_row([f"`/{_plain(route.path)}`", "、".join(route.methods), route.who.name, *marks]))
    lines += ["", *(f"- `/{prefix}`：{how}" for prefix, how in GUARDED_ELSEWHERE.items())]
    return "\n".join(lines) + "\n"


def _plain(path: str) -> str:
    return path.replace("|", "\\|")


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
