"""The report of `make nlu`: Markdown, and a picture of what is taken for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from tests.understanding.corpus import plain, training
from tests.understanding.scores import (
    ACTS_NOT,
    NEVER_MISSED,
    Heard,
    confusions,
    f1_of,
    macro_f1,
    safety,
    share,
)

STYLES = ("clean", "typos", "sms", "long", "short", "indirect", "near", "register", "real", "")


def write(parts: Mapping[str, Sequence[Heard]], folder: Path) -> str:
    """Write report.md and a picture for each part under `folder`; gives the text."""
    folder.mkdir(parents=True, exist_ok=True)
    known = {plain(sentence.text) for sentence in training()}
    sections = (
        section(name, heard, known if name != "cross-validated" else set()) for name, heard in parts.items()
    )
    text = "\n\n".join(sections) + "\n"
    (folder / "report.md").write_text(text, encoding="utf-8")
    for name, heard in parts.items():
        picture(heard, folder / f"{name}.png")
    return text


def section(name: str, heard: Sequence[Heard], known: set[str]) -> str:
    """The figures of one set of sentences; `known` are those trained on, in plain words."""
    lines = [f"## {name}: {len(heard)} sentences", "", "| | sentences | macro F1 | right | " + " | ".join(
        style or "all styles" for style in STYLES if any(one.sentence.style == style for one in heard)) + " |"]
    styles = [style for style in STYLES if any(one.sentence.style == style for one in heard)]
    lines.append("|---" * (4 + len(styles)) + "|")
    for language in ("fr", "en"):
        mine = [one for one in heard if one.sentence.language == language]
        by_style = [share(one for one in mine if one.sentence.style == style).share for style in styles]
        lines.append(f"| {language} | {len(mine)} | {macro_f1(mine):.3f} | {share(mine).share:.3f} | "
                     + " | ".join(f"{value:.2f}" for value in by_style) + " |")
    unseen = [one for one in heard if plain(one.sentence.text) not in known]
    if len(unseen) < len(heard):
        lines += ["", f"Without the {len(heard) - len(unseen)} short ones that stand among those trained on as well: "
                  + ", ".join(f"{language} {macro_f1([o for o in unseen if o.sentence.language == language]):.3f}"
                              for language in ("fr", "en"))]
    lines += ["", *(f"- {what}: {figure}" for what, figure in safety(heard).items() if figure.of)]
    hardship = share(one for one in heard if one.sentence.intent.startswith("hardship_"))
    lines.append(f"- hardship causes right: {hardship}")
    for intent in NEVER_MISSED:
        lines.append(f"- {intent} found: {share(one for one in heard if one.sentence.intent == intent)}")
    outside = [one for one in heard if one.sentence.intent == "out_of_scope"]
    acting = share(outside, lambda one: one.intent not in ACTS_NOT)
    lines.append(f"- out of scope taken for something that acts: {acting}")
    weakest = sorted(f1_of(heard).items(), key=lambda pair: pair[1])[:15]
    lines += ["", "Weakest: " + ", ".join(f"{intent} {f1:.2f}" for intent, f1 in weakest)]
    lines += ["", "Taken for: " + ", ".join(f"{a} → {b} {n}" for (a, b), n in confusions(heard)[:25])]
    return "\n".join(lines)


def picture(heard: Sequence[Heard], path: Path) -> None:
    """What was meant (rows) and what was heard (columns), each row as shares."""
    names = sorted({one.sentence.intent for one in heard} | {one.intent for one in heard if one.intent})
    at = {name: n for n, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for (meant, said), count in Counter((one.sentence.intent, one.intent) for one in heard if one.intent).items():
        table[at[meant], at[said]] = count
    table /= np.maximum(table.sum(axis=1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(15, 14), layout="constrained")
    axes.imshow(table, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=6)
    axes.set_yticks(range(len(names)), names, fontsize=6)
    axes.set_xlabel("heard")
    axes.set_ylabel("meant")
    figure.savefig(path, dpi=110)
    plt.close(figure)
