# Five words: run, test, check, train, bench. Each does everything it needs from a bare clone.

PYTHON := .venv/bin/python
READY := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help run test check train bench

help: ## Lists these commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 8

run: $(READY) ## Starts the bot: web chat at http://127.0.0.1:8080, Telegram with TELEGRAM_BOT_TOKEN
	@$(PYTHON) -m bot run

test: $(READY) ## Runs every test: the fast ones, then those with the trained model and a browser
	@sh tools/test.sh

check: $(READY) ## Checks style, types, guides and training data
	@sh tools/check.sh

train: $(READY) ## Trains the model from guides/ and nlu_data/
	@$(PYTHON) -m bot train

bench: $(READY) ## Measures this bot beside stock Rasa; see docs/benchmarks.md
	@$(PYTHON) -m bench

$(READY): requirements.lock .python-version
	@sh tools/install.sh
