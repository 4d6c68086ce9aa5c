"""The command line: `python -m bot VERB`. A module is imported only when its verb is asked for."""

from __future__ import annotations

import argparse
import os
import re
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module

# Verb, the module whose register(subparsers) gives it a parser with `handler`
# ((settings, arguments) -> exit code; with plain=True (arguments) -> exit code), and its help.
VERBS: dict[str, tuple[str, str]] = {
    "run": ("bot.runner.verbs", "start everything, until Ctrl-C"),
    "serve": ("bot.runner.light", "start the server alone (Rasa and the database are elsewhere)"),
    "train": ("bot.runner.train", "train the model if it is stale"),
    "settings": ("bot.runner.light", "print every setting: name, default, what it does"),
    "migrate": ("bot.runner.stored", "bring the database to the newest revision"),
    "demo": ("bot.runner.stored", "load the fictional creditors, debtors and agents"),
    "clock": ("bot.runner.stored", "show or move the demo's clock"),
    "policy": ("bot.runner.policy", "check the policies, or try a new one on stored budgets"),
    "creditor": ("bot.runner.creditor", "check a creditor's file, or add the creditor with its brands"),
    "import": ("bot.feeds.cli", "take a creditor's file in"),
    "bank": ("bot.feeds.bank.cli", "take a bank statement in: CAMT.053 or CSV"),
    "export": ("bot.feeds.cli", "write what a creditor must know"),
    "letter": ("bot.runner.letter", "QR codes of personal links, for a creditor's letters"),
    "mail": ("bot.runner.mail", "give an e-mail from standard input to the server"),
    "agent": ("bot.runner.agent", "make an account for the desk: the first administrator's; or a link for one"),
    "ledger": ("bot.runner.ledger", "name each case that does not add up"),
    "retention": ("bot.runner.retention", "let go of what was kept long enough, or count what would go"),
    "erase": ("bot.runner.erase", "erase what no rule keeps of somebody who has asked for it, or show it"),
    "words": ("bot.words.cli", "print every sentence with its language, channel and review"),
}
UNUSABLE = 2
_NOISE = re.compile(r"\[type=[^\]]*\]|For further information visit \S+")  # of pydantic's messages


def parser(verb: str | None = None) -> argparse.ArgumentParser:
    """The parser: complete for one verb, names and help only when none is given."""
    top = argparse.ArgumentParser(prog="python -m bot", description="Répit, from the command line.")
    subparsers = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    if verb in VERBS:
        import_module(VERBS[verb][0]).register(subparsers)
    else:
        for name, (_, text) in VERBS.items():
            subparsers.add_parser(name, help=text)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb. Returns 2, after one line on standard error, if settings or database cannot be used."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # platformdirs says so on every machine without a login session; the folder it then takes is good enough.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    verb = next((word for word in given if not word.startswith("-")), None)
    try:
        options = parser(verb).parse_args(given)
        if getattr(options, "plain", False):  # needs no settings: works where they are wrong
            return int(options.handler(options) or 0)
        return int(options.handler(import_module("bot.settings").load(), options) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        line = _unusable(error)
        if line is None:
            raise
        print(f"{verb}: {line}", file=sys.stderr)
        return UNUSABLE


def _unusable(error: Exception) -> str | None:
    """One line for what the operator must mend; None for a fault of ours, which keeps its traceback."""
    # By name: nothing of these is imported unless it was raised.
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    if names & {"sqlalchemy.exc.OperationalError", "psycopg.OperationalError"}:
        cause = " ".join(str(getattr(error, "orig", error)).split())
        return f"the database cannot be reached (REPIT_DATABASE_URL): {cause}"
    if type(getattr(error, "orig", error)).__name__ == "UndefinedTable":
        return "the database has not all its tables: run `python -m bot migrate`"
    if names & {"bot.settings.ConfigurationError", "bot.store.embedded.EmbeddedDatabaseError"}:
        return " ".join(_NOISE.sub("", str(error)).split())
    return None


if __name__ == "__main__":
    sys.exit(main())
