# `make demo` shows a working trust, `make test` proves it. Neither needs root, Node, Docker or a database of yours.
# To use another Python (3.11, 3.12 or 3.13) for a new .venv: make demo PYTHON=python3.12
PYTHON = python3
RUN = .venv/bin/python -m
HELD = requirements/runtime requirements/demo requirements/dev
.PHONY: demo test routes bench faults mutants lint lock setup dev
# What is imported is kept compiled, also where images of containers forbid it: else each process compiles it all anew.
unexport PYTHONDONTWRITEBYTECODE

demo: setup
	@exec $(RUN) rollcall demo

# Files are dealt out to three processes, in the order of the folders: what starts servers is long and goes first. Three keep
# two cores busy, as tests wait for servers and browsers.
# ARGS that name a file run in one process, which is quicker and can be debugged.
DEALT = -n 3 --dist loadgroup --no-loadscope-reorder --durations=30

test: dev
	@$(RUN) foundation.ui.frontend
	@$(RUN) pytest $(if $(findstring .py,$(ARGS)),,$(DEALT)) $(ARGS)

# Every route by every method by everybody at every place, forwards and backwards: `make test` asks a part of it.
routes: dev
	@ROLLCALL_ROUTES=whole $(RUN) pytest $(DEALT) tests/isolation/test_routes_*.py $(ARGS)

# Each figure beside its yardstick, on a cluster that writes to the disk: a quarter of an hour on a quiet machine. ARGS may be
# words: `growth` measures what grows instead (hours), `short` takes few rounds, `keep` writes the figures down.
MEASURED = growth short keep
bench: dev
	@$(RUN) foundation.ui.frontend
	@ROLLCALL_BENCH=1 $(RUN) pytest -s --no-header -p no:cacheprovider --ds tests.benchmarks.served.settings \
	  $(if $(findstring .py,$(ARGS)),,tests/benchmarks) \
	  $(addprefix --,$(filter $(MEASURED),$(ARGS))) $(filter-out $(MEASURED),$(ARGS))

# What is saved stays saved, through kills, lost answers and two officers at once: writes docs/reliability.md.
faults: dev
	@ROLLCALL_STEPS=every $(RUN) pytest tests/faults/test_casework.py
	@ROLLCALL_SHARE_STEPS=20000 $(RUN) pytest tests/tenants/test_shares_seen.py
	@$(RUN) tests.faults $(ARGS)

# Would the tests notice? 200 changes of what is counted, kept and decided, one at a time, none of them in the checkout.
mutants: dev
	@$(RUN) tests.mutants $(ARGS)

lint: dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(RUN) mypy
	.venv/bin/lint-imports
	git ls-files -z '*.html' | xargs -0 -r .venv/bin/djhtml --check
	$(RUN) tests.layout.test_templates

# The locks, renewed with the newest versions that requirements/*.in allow: make lock ARGS=--upgrade
lock: .venv/bin/uv
	for held in $(HELD); do .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header $(ARGS) $$held.in --output-file $$held.txt || exit 1; done

# .venv with what a lock says and nothing else; nothing is done when it was synced with that lock already.
setup: .venv/bin/uv
	@cmp -s requirements/demo.txt .venv/synced.txt || cmp -s requirements/dev.txt .venv/synced.txt || $(call sync,demo)
	@$(link)

dev: .venv/bin/uv
	@cmp -s requirements/dev.txt .venv/synced.txt || $(call sync,dev)
	@$(link)

sync = { echo "Installing the packages of requirements/$(1).txt"; rm -f .venv/synced.txt; \
	.venv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements/$(1).txt \
	&& cp requirements/$(1).txt .venv/synced.txt; }

# Both source roots and the command `rollcall`, wherever the checkout is now. Each is there whole at any moment: another
# `make`, or a start of the demo, may be under way.
SITE = $$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
link = site="$(SITE)" && printf '%s\n' "$(CURDIR)" "$(CURDIR)/platform" > "$$site/rollcall.pth.$$$$" \
	&& mv "$$site/rollcall.pth.$$$$" "$$site/rollcall.pth" \
	&& printf '\#!/bin/sh\nexec "%s/.venv/bin/python" -P -m rollcall "$$@"\n' "$(CURDIR)" > .venv/bin/rollcall.$$$$ \
	&& chmod +x .venv/bin/rollcall.$$$$ && mv .venv/bin/rollcall.$$$$ .venv/bin/rollcall

.venv/bin/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
	  echo "Rollcall needs Python 3.11, 3.12 or 3.13. Name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make a virtual environment. Mend it with: sudo apt-get install python3-venv"; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps \
	  -r requirements/uv.txt
	@touch .venv/bin/uv
