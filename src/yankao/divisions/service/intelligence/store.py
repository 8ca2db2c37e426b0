"""Keeps a trained model as plain numbers and JSON; nothing that is read back can run."""

import json
import os
import secrets
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np

from yankao.divisions.service.intelligence.features import Vocabulary
from yankao.divisions.service.intelligence.routing import Judge, Measured, RoutingModel

FORMAT = 1
CURRENT = "routing-current"
NOT_TRAINED = "尚未訓練分派模型；請先執行 yankao train-routing FILE...（1999 派工案件 .jsonl 或 .jsonl.gz）"


class NoModelError(LookupError):
    """No model that this version can read is stored; the message says how to train one."""


def home_models() -> Path:
    """Return the folder of models of this installation."""
    return Path(os.environ["YANKAO_HOME"]).expanduser() / "models"


def save(model: RoutingModel, folder: Path) -> Path:
    """Write a model into a folder of its own, then name it the current one; a reader sees the old or the new, never half."""
    target = folder / f"routing-{model.trained_on:%Y%m%d}-{secrets.token_hex(4)}"
    target.mkdir(parents=True, mode=0o700)
    np.save(target / "rarity.npy", model.vocabulary.rarity, allow_pickle=False)
    np.save(target / "agency.npy", model.agency.weights, allow_pickle=False)
    np.save(target / "item.npy", model.item.weights, allow_pickle=False)
    (target / "model.json").write_text(json.dumps(_plain(model), ensure_ascii=False), encoding="utf-8")
    draft = folder / f".{CURRENT}-{secrets.token_hex(4)}"
    draft.write_text(target.name, encoding="utf-8")
    draft.replace(folder / CURRENT)
    return target


def load(folder: Path) -> RoutingModel:
    """Read the current model; its numbers stay on disk until they are asked for."""
    try:
        source = folder / Path((folder / CURRENT).read_text(encoding="utf-8").strip()).name
        told = json.loads((source / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NoModelError(NOT_TRAINED) from None
    if told.get("format") != FORMAT:
        raise NoModelError(NOT_TRAINED)
    rarity = np.load(source / "rarity.npy", allow_pickle=False)
    return RoutingModel(
        vocabulary=Vocabulary(columns={piece: column for column, piece in enumerate(told["pieces"])}, rarity=rarity, lines=told["lines"]),
        agency=_judge(source, told, "agency"),
        item=_judge(source, told, "item"),
        owners={item: tuple(agencies) for item, agencies in told["owners"].items()},
        trained_on=date.fromisoformat(told["trained_on"]),
        sources=told["sources"],
        measured=Measured(**told["measured"]) if told["measured"] else None,
    )


def _judge(source: Path, told: dict[str, dict[str, list[float]]], key: str) -> Judge:
    kept = told[key]
    weights = np.load(source / f"{key}.npy", mmap_mode="r", allow_pickle=False)
    return Judge(names=tuple(map(str, kept["names"])), weights=weights, start=np.asarray(kept["start"]), sureness=kept["sureness"][0])


def _plain(model: RoutingModel) -> dict[str, object]:
    return {
        "format": FORMAT,
        "trained_on": model.trained_on.isoformat(),
        "sources": dict(model.sources),
        "measured": asdict(model.measured) if model.measured else None,
        "owners": model.owners,
        "lines": dict(model.vocabulary.lines),
        "pieces": list(model.vocabulary.columns),
        **{
            key: {"names": judge.names, "start": judge.start.tolist(), "sureness": [judge.sureness]}
            for key, judge in (("agency", model.agency), ("item", model.item))
        },
    }
