"""`make nlu`: how well the model understands sentences that it was not made from.

The model that `make run` uses is examined; `--fit` trains one on data/nlu without Rasa, `--cross N` cross-validates
the training sentences, other files of JSON lines are examined beside our own. `--check` fails if a score lies more
than two points below tests/understanding/scores.json; `--accept` writes that file.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import joblib

from bot.debt import safety as phrases
from bot.nlu.model import IntentModel
from tests.understanding import report
from tests.understanding.corpus import EXAMINED, REGISTERS, ROOT, Sentence, labelled, training
from tests.understanding.scores import Heard, macro_f1, safety, share

SCORES = Path(__file__).with_name("scores.json")
SLACK = 0.02


def fitted(sentences: Sequence[Sentence]) -> IntentModel:
    """A model trained with the values of config.yml."""
    return IntentModel(**settings()).fit([s.text for s in sentences], [s.intent for s in sentences])


def settings() -> dict[str, float]:
    """C and the alarms that config.yml gives the classifier."""
    from ruamel.yaml import YAML  # noqa: PLC0415  (only one way needs it)

    config = YAML(typ="safe").load((ROOT / "config.yml").read_text(encoding="utf-8"))
    mine = next(part for part in config["pipeline"] if part["name"].endswith("LinearIntentClassifier"))
    return {"c": mine["C"], **{name: value for name, value in mine.items() if name.endswith("_alarms")}}


def kept() -> IntentModel:
    """The newest model under models/. Raises SystemExit where there is none."""
    found = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise SystemExit("there is no model: run `make train`")
    with tarfile.open(found[-1], "r:gz") as archive, tempfile.TemporaryDirectory() as folder:
        member = next(m for m in archive.getmembers() if m.name.endswith("intents.joblib"))
        archive.extract(member, folder)
        print(f"model: {found[-1].name}", file=sys.stderr)
        model: IntentModel = joblib.load(Path(folder) / member.name)
        return model


def ask(model: IntentModel, sentences: Sequence[Sentence]) -> list[Heard]:
    """What each is taken for: by the phrase list where it speaks, as the server does, then by the model."""
    heard = []
    for sentence, verdict in zip(sentences, model.verdicts([s.text for s in sentences]), strict=True):
        intent, sure = verdict.ranking[0] if verdict.ranking else ("", 0.0)
        said = phrases.danger(sentence.text).kind
        if said in ("explicit", "possible"):
            intent, sure = ("distress" if said == "explicit" else "possible_distress"), 1.0
        heard.append(Heard(sentence, intent, sure))
    return heard


def crossed(sentences: Sequence[Sentence], folds: int) -> list[Heard]:
    """Every training sentence as understood by a model that was trained without it."""
    order = list(range(len(sentences)))
    random.Random(1).shuffle(order)  # noqa: S311
    heard: list[Heard] = []
    for fold in range(folds):
        held = set(order[fold::folds])
        model = fitted([s for n, s in enumerate(sentences) if n not in held])
        heard += ask(model, [sentences[n] for n in sorted(held)])
    return heard


def scores(heard: Sequence[Heard]) -> dict[str, float]:
    """The figures that may not fall."""
    found = {
        f"{language} macro F1": macro_f1([one for one in heard if one.sentence.language == language])
        for language in ("fr", "en")
    }
    found["distress found"] = safety(heard)["distress found, of either kind"].share
    found["hardship"] = share(one for one in heard if one.sentence.intent.startswith("hardship_")).share
    return {name: round(value, 4) for name, value in found.items()}


def fallen(now: dict[str, float]) -> list[str]:
    """Scores that lie more than two points below those accepted."""
    accepted = json.loads(SCORES.read_text(encoding="utf-8"))
    return [
        f"{name}: {now[name]:.3f}, accepted {before:.3f}" for name, before in accepted.items()
        if now[name] < before - SLACK
    ]


def main() -> int:
    """Examine, report, compare."""
    parser = argparse.ArgumentParser(prog="make nlu", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="more JSON lines of text, label, lang")
    parser.add_argument("--fit", action="store_true", help="train on data/nlu first")
    parser.add_argument("--cross", type=int, default=0, metavar="N", help="cross-validate data/nlu in N folds")
    parser.add_argument("--check", action="store_true", help="fail if a score has fallen by more than two points")
    parser.add_argument("--accept", action="store_true", help="write the scores down as those to keep")
    chosen = parser.parse_args()
    began = time.perf_counter()
    model = fitted(training()) if chosen.fit else kept()
    if chosen.fit:
        print(f"trained in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    heard = ask(model, labelled(EXAMINED))
    parts = {"examined": heard} | {path.stem: ask(model, labelled(path)) for path in (REGISTERS, *chosen.files)}
    if chosen.cross:
        parts["cross-validated"] = crossed(training(), chosen.cross)
    print(report.write(parts, ROOT / "var" / "understanding"))
    now = scores(heard)
    if chosen.accept:
        SCORES.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    faults = fallen(now) if chosen.check else []
    for fault in faults:
        print(f"make nlu: fallen by more than two points: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
