# make run   a call rings within a minute        make test   everything that is checked
# make setup .venv alone                         make bench  figures beside a yardstick

PYTHON ?= python3
PY := .venv/bin/python
# The machine's own certificates are tried second: behind a company's proxy nothing else is trusted.
UV := uv_() { $(PY) -m uv "$$@" || $(PY) -m uv --system-certs "$$@"; }; uv_
TRAINED_BY := $(addprefix callcenter/intent/,train.py thresholds.py features.py text.py model.py noise.py sounds.py pinyin.py simplified.py slips.py concepts.py lexicon.py phrase.py phrases_en.py phrases_zh.py)
CONSOLE_SOURCES := $(shell find console/src console/public console/index.html console/*.json console/*.ts 2>/dev/null)
.PHONY: setup run test lint unit browser test-asterisk console-check bench bench-asterisk wheel clean

setup: .make/venv

.make/venv: requirements.lock pyproject.toml
	@mkdir -p .make
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "callcenter needs Python 3.11 or newer: apt-get install python3 python3-venv, or make PYTHON=/path/to/python"; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { rm -rf .venv; $(PYTHON) -m venv .venv; } || \
	  { rm -rf .venv; echo "$(PYTHON) -m venv failed: apt-get install python3-venv"; exit 1; }
	$(PY) -m pip install -q --disable-pip-version-check 'uv>=0.13'
	@echo "installing what requirements.lock names"
	@$(UV) pip install -q -p $(PY) --require-hashes -r requirements.lock
	@$(UV) pip install -q -p $(PY) --no-deps -e .
	@touch $@

.make/node: console/package-lock.json
	@mkdir -p .make
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
	  2>/dev/null && command -v npm >/dev/null || { echo "the console needs Node.js 20.19 or newer with npm"; exit 1; }
	cd console && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

callcenter/console/dist/index.html: .make/node $(CONSOLE_SOURCES)
	cd console && npm run -s build

callcenter/demo/site/model.npz: .make/venv $(wildcard callcenter/demo/site/intents/*.yml) $(TRAINED_BY)
	$(PY) -m callcenter intents train callcenter/demo/site

.make/servers: scripts/test-servers.sh
	@mkdir -p .make
	bash scripts/test-servers.sh
	@touch $@

# Where there is none to be had (3), nothing fails: those tests skip and say so.
.make/asterisk: scripts/test-asterisk.sh
	@mkdir -p .make
	@bash scripts/test-asterisk.sh && touch $@ || test $$? = 3

run: .make/venv
	@$(MAKE) --no-print-directory -j2 callcenter/console/dist/index.html callcenter/demo/site/model.npz
	$(PY) -m callcenter demo

lint: .make/venv
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

console-check: callcenter/console/dist/index.html
	cd console && npm run -s check

unit: .make/venv .make/servers callcenter/console/dist/index.html callcenter/demo/site/model.npz
	.venv/bin/pytest -n 2 --dist loadgroup --ignore=tests/browser --ignore=tests/asterisk

browser: .make/venv .make/servers callcenter/console/dist/index.html callcenter/demo/site/model.npz
	.venv/bin/pytest tests/browser

# Real calls through a real Asterisk at real speed: two of them, so that while one test waits for a tone another does.
test-asterisk: .make/venv .make/asterisk
	.venv/bin/pytest -rs -n 2 --dist loadfile tests/asterisk

test: lint console-check unit browser test-asterisk

bench: .make/venv callcenter/console/dist/index.html callcenter/demo/site/model.npz
	$(PY) -m bench

# Calls handed out through a real Asterisk, beside its own app_queue and a bare program over ARI; 40 minutes.
bench-asterisk: .make/venv .make/asterisk callcenter/console/dist/index.html callcenter/demo/site/model.npz
	$(PY) -m bench.asterisk

wheel: .make/venv callcenter/console/dist/index.html callcenter/demo/site/model.npz
	$(PY) -m hatchling build -t wheel -d dist

clean:
	rm -rf .make .venv console/node_modules callcenter/console/dist callcenter/demo/site/model.npz dist
