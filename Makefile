# make run   a call rings within a minute        make test   everything that is checked
# make setup .venv alone                         make bench  figures beside a yardstick

PY := .venv/bin/python
CONSOLE_SOURCES := $(shell find console/src console/index.html console/*.json console/*.ts 2>/dev/null)
.PHONY: setup run test lint unit browser console-check bench wheel clean

setup: .make/venv

.make/venv: requirements.lock pyproject.toml
	@mkdir -p .make
	@command -v python3 >/dev/null || { echo "callcenter needs python3 (3.11 or newer): apt-get install python3 python3-venv"; exit 1; }
	test -x $(PY) || python3 -m venv .venv || { echo "python3 -m venv failed: apt-get install python3-venv"; exit 1; }
	$(PY) -m pip install -q --disable-pip-version-check 'uv>=0.13'
	$(PY) -m uv pip install -q -p $(PY) --require-hashes -r requirements.lock
	$(PY) -m uv pip install -q -p $(PY) --no-deps -e .
	@touch $@

.make/node: console/package-lock.json
	@mkdir -p .make
	@command -v npm >/dev/null || { echo "the console needs Node.js 20 or newer with npm"; exit 1; }
	cd console && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

callcenter/console/dist/index.html: .make/node $(CONSOLE_SOURCES)
	cd console && npm run -s build

callcenter/demo/site/model.npz: .make/venv $(wildcard callcenter/demo/site/intents/*.yml callcenter/intent/*.py)
	$(PY) -m callcenter intents train callcenter/demo/site

.make/servers: scripts/test-servers.sh
	@mkdir -p .make
	bash scripts/test-servers.sh
	@touch $@

run: .make/venv callcenter/console/dist/index.html callcenter/demo/site/model.npz
	$(PY) -m callcenter demo

lint: .make/venv
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

console-check: callcenter/console/dist/index.html
	cd console && npm run -s check

unit: .make/venv .make/servers callcenter/console/dist/index.html callcenter/demo/site/model.npz
	.venv/bin/pytest -n 2 --dist loadgroup --ignore=tests/browser

browser: .make/venv .make/servers callcenter/console/dist/index.html callcenter/demo/site/model.npz
	.venv/bin/pytest tests/browser

test: lint console-check unit browser

bench: .make/venv callcenter/console/dist/index.html callcenter/demo/site/model.npz
	$(PY) -m bench

wheel: .make/venv callcenter/console/dist/index.html callcenter/demo/site/model.npz
	$(PY) -m uv build --wheel -q -o dist

clean:
	rm -rf .make .venv console/node_modules callcenter/console/dist callcenter/demo/site/model.npz dist
