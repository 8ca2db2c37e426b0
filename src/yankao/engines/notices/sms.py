"""Text messages (簡訊): through the HTTP gateway of whichever company the city has a contract with, described by settings alone."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from yankao.engines.notices.channels import Message, Refused
from yankao.engines.notices.models import ChannelKey
from yankao.engines.notices.web import post

LONGEST_REFERENCE = 100
FORM, JSON = "form", "json"
MOBILE = re.compile(r"09\d{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """The gateway of a company: its fields hold {phone}, {text} and {id} where the message goes.

    `success` is a pattern the answer must show: many gateways answer 200 and tell the error in the text.
    """

    url: str
    form: str = JSON
    fields: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    success: str = ""
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class SmsChannel:
    """Text messages by one gateway."""

    gateway: Gateway
    missing: str = ""
    key: ChannelKey = ChannelKey.SMS

    def send(self, message: Message) -> str:
        """Hand one text message over and return the beginning of what the gateway answered."""
        if mobile_of(message.address) == "":
            raise Refused("不是行動電話號碼")
        answer = post(self.gateway.url, self._body(message), headers={"Content-Type": self._media_type(), **self.gateway.headers})
        if self.gateway.success and re.search(self.gateway.success, answer) is None:
            raise Refused(f"簡訊業者未受理：{answer[:120]}")
        return " ".join(answer.split())[:LONGEST_REFERENCE] if self.gateway.success else ""

    def _media_type(self) -> str:
        kind = "application/json" if self.gateway.form == JSON else "application/x-www-form-urlencoded"
        return f"{kind}; charset={self.gateway.encoding}"

    def _body(self, message: Message) -> bytes:
        words = {"{phone}": mobile_of(message.address), "{text}": message.text, "{id}": message.id}
        filled = {name: _fill(value, words) for name, value in self.gateway.fields.items()}
        if self.gateway.form == JSON:
            return json.dumps(filled, ensure_ascii=False).encode(self.gateway.encoding, "replace")
        return urlencode(filled, encoding=self.gateway.encoding, errors="replace").encode()


def mobile_of(phone: str) -> str:
    """Return the digits of a mobile number of this country, or nothing."""
    digits = "".join(char for char in phone if char.isdecimal())
    national = "0" + digits.removeprefix("886").removeprefix("0") if digits.startswith("886") else digits
    return national if MOBILE.fullmatch(national) else ""


def _fill(template: str, words: Mapping[str, str]) -> str:
    # One pass, so that a text holding {phone} stays a text.
    return re.sub(r"\{(?:phone|text|id)\}", lambda found: words[found[0]], template)
