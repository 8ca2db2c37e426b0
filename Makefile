# Everything a developer or an operator types. `make` lists it.
.DEFAULT_GOAL := help
.PHONY: help demo run test check lint types layers django migrations limits lock-check lock bench messages docs docs-check runtime dev sbom audit scan fuzz
SHELL := /bin/sh
PY := .venv/bin/python
COMPILE := pip compile --universal --python-version 3.11 --generate-hashes -q $(if $(UPGRADE),--upgrade)
UV = $(shell command -v uv || echo .venv/bin/uv)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: runtime ## start the demo city on http://127.0.0.1:8000 (Ctrl-C stops it)
	@exec .venv/bin/yankao demo $(if $(PORT),--port $(PORT))

run: runtime ## start the web server and nothing else
	@exec .venv/bin/yankao serve $(if $(PORT),--port $(PORT))

test: dev ## run all tests (ARGS="-k words" narrows them)
	@tools/browser.sh
	@$(PY) -m pytest -q -n 2 --dist worksteal $(ARGS)

check: lint types layers django migrations limits docs-check lock-check ## lint, types, layers, Django, migrations, file lengths, reference, lock

lint: dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

types: dev
	@.venv/bin/mypy
	@.venv/bin/basedpyright

layers: dev ## who may import whom
	@.venv/bin/lint-imports

django: dev
	@DJANGO_SETTINGS_MODULE=yankao.site.settings $(PY) -W error -m django check --fail-level WARNING

migrations: dev ## check that every table has its migration (NAME=word writes the missing ones)
	@DJANGO_SETTINGS_MODULE=yankao.site.settings $(PY) -W ignore::RuntimeWarning -m django makemigrations $(if $(NAME),--name $(NAME),--check --dry-run)

limits: dev
	@$(PY) tools/check_limits.py

lock-check: dev
	@$(PY) tools/check_lock.py

lock: dev ## lock the libraries anew (UPGRADE=1 takes newer ones)
	@$(UV) $(COMPILE) requirements/runtime.in -o requirements.txt
	@$(UV) $(COMPILE) requirements/dev.in -o requirements-dev.txt

sbom: dev ## write the bill of materials of the locked libraries (CycloneDX) to dist/sbom.json
	@mkdir -p dist
	@.venv/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible -o dist/sbom.json 2>/dev/null
	@$(PY) -c "import json; d = json.load(open('dist/sbom.json')); print('dist/sbom.json: CycloneDX', d['specVersion'] + ',', len(d['components']), 'libraries')"

audit: dev ## look the locked libraries up in the list of known weaknesses
	@$(PY) tools/audit_lock.py

scan: dev ## let a scanner of web weaknesses loose on a demo for two minutes
	@$(PY) tools/scan.py

fuzz: dev ## play the published OpenAPI with odd and wrong requests for under a minute
	@$(PY) tools/fuzz_api.py

bench: dev ## measure speed against limits of the same run (SIZE=small: under two minutes; full, the default: 3 million cases; or a number)
	@$(PY) -m bench.run $(or $(SIZE),full)

messages: dev ## collect and compile the English texts
	@$(PY) tools/messages.py

docs: dev ## write docs/reference out of the declarations, and which systems the tests play
	@$(PY) tools/write_reference.py

docs-check: dev
	@$(PY) tools/write_reference.py --check

runtime:
	@tools/venv.sh runtime
	@$(PY) -m compileall -q src

dev:
	@tools/venv.sh dev
	@$(PY) -m compileall -q src
