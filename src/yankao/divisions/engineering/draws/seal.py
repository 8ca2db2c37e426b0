"""公布、啟封與揭示: publish a draw under seal, let those named read its order, and open it to everybody after the season."""

import secrets
from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from yankao.divisions.engineering.draws.draw_tables import Draw, Place, Reveal, Visit
from yankao.divisions.engineering.draws.sealing import ALGORITHM, SEED_BYTES, commitment_of, digest_of, list_text, order_of, sorted_numbers
from yankao.divisions.engineering.draws.secrets_kept import name_first, require_open
from yankao.divisions.engineering.roles import is_engineer
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.keys import current_key
from yankao.kernel.persons.vault import decrypt, encrypt

FIELD = "draw seed"
Random = Callable[[int], bytes]


def publish(
    *, actor: Actor, now: datetime, year: int, quarter: int, numbers: tuple[str, ...], population_on: date, rule: str, reason: str = "",
    random: Random = secrets.token_bytes, is_simulated: bool = False,
) -> Draw:  # fmt: skip
    """Seal a seed, bind it to the list and publish the commitment; nobody has seen the seed, and nothing of it can be changed any more.

    A second draw of a quarter needs a reason and stands beside the first, so that nobody draws until the order pleases.

    Raises:
        PermissionDenied: the actor is not of the unit of inspection.
        ValidationError: the list is empty, or the draw stands already and no reason for another is given.
    """
    if not is_engineer(actor):
        raise PermissionDenied("您沒有公布抽籤的權限")
    if not numbers:
        raise ValidationError("沒有可抽籤的標案：請先匯入標案資料，或檢查優先查核案件是否已涵蓋全部")
    with transaction.atomic():
        standing = Draw.objects.select_for_update().filter(year=year, quarter=quarter).count()
        if standing and not reason.strip():
            raise ValidationError({"reason": f"本季已公布{standing}次抽籤，再次抽籤請敘明理由；先前的抽籤不會消失"})
        draw = _sealed(Draw(
            year=year, quarter=quarter, serial=standing + 1, reason=reason.strip()[:200], population_on=population_on, rule=rule[:300],
            algorithm=ALGORITHM, numbers=list_text(numbers), count=len(sorted_numbers(numbers)), published_at=now,
            published_by=actor.name[:100], is_simulated=is_simulated,
        ), random(SEED_BYTES))  # fmt: skip
        try:
            with transaction.atomic():
                draw.save(force_insert=True)
        except IntegrityError:
            raise ValidationError("本季剛才已由他人公布抽籤，請重新整理後確認") from None
        values = {"commitment": draw.commitment, "digest": draw.digest, "count": draw.count}
        audit.record(subject_kind="draw", subject_id=str(draw.public_id), verb="publish", actor=actor, at=now, values=values)
        name_first(draw, actor, now=now)
    return draw


def order_for(draw: Draw, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Return the order to somebody named, and write the opening down; once revealed it is everybody's.

    Raises:
        PermissionDenied: the actor is not named; the try is on record.
    """
    if is_revealed(draw):
        return tuple(draw.places.order_by("position").values_list("number", flat=True))
    require_open(draw, "調閱抽籤順位", actor=actor, now=now)
    return order_of(_seed(draw), draw.numbers.splitlines())


def reveal(draw_id: int, *, actor: Actor, now: datetime) -> Reveal:
    """Open a draw to everybody: seed, list and order; the database checks that they fit what was published.

    Raises:
        PermissionDenied: the actor is not of the unit of inspection.
        ValidationError: it is open already, or visits drawn from it have not taken place.
    """
    if not is_engineer(actor):
        raise PermissionDenied("您沒有揭示抽籤的權限")
    with transaction.atomic():
        draw = Draw.objects.select_for_update().get(pk=draw_id)
        if is_revealed(draw):
            raise ValidationError("此抽籤已揭示")
        waiting = draw.visits.filter(state=Visit.State.PLANNED).count()
        if waiting:
            raise ValidationError(f"尚有{waiting}件由此抽籤排定之行程未辦理，揭示將洩漏查核對象；請於辦畢或取消後揭示")
        seed = _seed(draw)
        found = Reveal.objects.create(draw=draw, seed=seed.hex(), revealed_at=now, revealed_by=actor.name[:100])
        order = order_of(seed, draw.numbers.splitlines())
        Place.objects.bulk_create(Place(draw=draw, position=n, number=number) for n, number in enumerate(order, start=1))
        audit.record(subject_kind="draw", subject_id=str(draw.public_id), verb="reveal", actor=actor, at=now, values={"seed": seed.hex()})
    return found


def is_revealed(draw: Draw) -> bool:
    """Whether everybody may know the order."""
    return Reveal.objects.filter(draw=draw).exists()


def document_of(draw: Draw) -> dict[str, object]:
    """Return what is public of a draw, as the file that `yankao draw verify` reads: the list, seed and order once it is revealed."""
    found: dict[str, object] = {
        "algorithm": draw.algorithm, "title": str(draw), "published_at": draw.published_at.isoformat(), "population_on": str(draw.population_on),
        "count": draw.count, "digest": draw.digest, "commitment": draw.commitment,
    }  # fmt: skip
    opened = Reveal.objects.filter(draw=draw).first()
    if opened is not None:
        order = list(draw.places.order_by("position").values_list("number", flat=True))
        found |= {"revealed_at": opened.revealed_at.isoformat(), "seed": opened.seed, "numbers": draw.numbers.splitlines(), "order": order}
    return found


def _sealed(draw: Draw, seed: bytes) -> Draw:
    key, digest = current_key(), digest_of(draw.numbers.splitlines())
    sealed = encrypt(key, draw.public_id, FIELD, seed.hex())
    assert sealed is not None
    draw.key_id, draw.seed_sealed = key.id, sealed
    draw.digest, draw.commitment = digest.hex(), commitment_of(seed, digest)
    return draw


def _seed(draw: Draw) -> bytes:
    return bytes.fromhex(decrypt(draw.key_id, draw.public_id, FIELD, draw.seed_sealed))
