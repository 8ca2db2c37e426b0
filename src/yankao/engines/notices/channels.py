"""The ways out of the program (管道): one interface, filled at start-up with what the operator has configured."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from yankao.engines.notices.models import ChannelKey
from yankao.kernel.text import redact

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is handed to a channel. `id` is the same at every attempt, so that a receiver knows one sent twice."""

    id: str
    address: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Channel(Protocol):
    """A way out: whether it is set up, and how one message goes."""

    @property
    def key(self) -> ChannelKey:
        """Which channel it is."""
        ...

    @property
    def missing(self) -> str:
        """What the operator has to set up first; empty when the channel works."""
        ...

    def send(self, message: Message) -> str:
        """Hand a message over and return what the other side answered; raise Refused or Later."""
        ...


class NotSentError(Exception):
    """A message that did not go. The sentence is kept and shown, so that addresses and numbers in it are covered."""

    def __init__(self, reason: str) -> None:
        super().__init__(redact(" ".join(reason.split()))[:LONGEST_REASON])

    @property
    def reason(self) -> str:
        """Why, without any address."""
        return str(self.args[0])


class Refused(NotSentError):
    """The other side will never take this message; trying again is of no use."""


class Later(NotSentError):
    """The other side cannot take it now; it is tried again."""


@dataclass(frozen=True, slots=True)
class NotSetUp:
    """A channel nobody has configured: its messages wait in the outbox."""

    key: ChannelKey
    missing: str

    def send(self, message: Message) -> str:  # noqa: ARG002 -- the signature is the channel's
        """Refuse until the operator has set the channel up."""
        raise Later(self.missing)


_HINTS = {
    ChannelKey.EMAIL: "尚未設定寄信主機（YANKAO_SMTP_URL）",
    ChannelKey.SMS: "尚未設定簡訊業者（YANKAO_SMS_URL）",
    ChannelKey.WEBHOOK: "尚未啟用介接通知",
}
_channels: dict[ChannelKey, Channel] = {}


def use_channel(channel: Channel) -> None:
    """Take a channel into use; the one named before under the same key is replaced."""
    _channels[channel.key] = channel


def forget_channel(key: ChannelKey) -> None:
    """Take a channel out of use."""
    _channels.pop(key, None)


def channel_of(key: str) -> Channel:
    """Return a channel; one that nobody configured says what is missing."""
    found = ChannelKey(key)
    return _channels.get(found) or NotSetUp(found, _HINTS[found])


def is_ready(key: str) -> bool:
    """Whether messages of this channel can leave."""
    return bool(key) and not channel_of(key).missing
