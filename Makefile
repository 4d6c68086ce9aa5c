# Répit. Two commands are enough: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup train run test story simulate proof nlu bench lock

PYTHON := .venv/bin/python
export RASA_TELEMETRY_ENABLED := false
export PYTHONUTF8 := 1

help:  ## what can be done
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | while IFS=$$'\t' read -r name what; do \
	  printf '  make %-8s %s\n' "$$name" "$$what"; done

setup:  ## both environments, each only if its requirements have changed
	@requirements/setup.sh

train: setup  ## the model, if it is stale
	@exec $(PYTHON) -m bot train

run: setup  ## everything, until Ctrl-C
	@exec $(PYTHON) -m bot run

test:  ## everything that must hold: lint, types, tests, dialogues, the story
	@requirements/setup.sh --browser
	@exec $(PYTHON) -m bot.runner.verify

story: setup  ## the main job on real input, in one go
	@exec $(PYTHON) -m tests.story

simulate: setup  ## 300 simulated debtors against the running assistant (ARGS="--seed 11 --transcripts FOLDER")
	@exec $(PYTHON) -m tests.simulated $(ARGS)

proof: setup  ## the money side against any order, faults, kill -9 and a million households (ARGS="--steps 2000 --every 10")
	@exec $(PYTHON) -m tests.proof $(ARGS)

nlu: train  ## how well it understands (FILES="more.jsonl" examines more sentences)
	@exec .venv-rasa/bin/python -m tests.understanding --check $(FILES)

bench: setup  ## how fast it is
	@exec $(PYTHON) -m tests.bench

lock: setup  ## write the locked requirements anew from requirements/*.in
	@requirements/setup.sh --lock
