# Set-up and the few commands that need it; everything else is `.venv/bin/python run.py --help`.

PYTHON ?= python3
RUN := .venv/bin/python
# Each of the tests' processes has a database of its own; who runs dry goes on with what another has not begun.
EVERY_CORE := -n auto --dist worksteal

.PHONY: demo test check lint bench lock .venv

# A fresh sample community with a stand-in for WeChat; `make demo PORT=9000` where 8080 is taken.
demo: .venv
	$(RUN) run.py demo $(if $(PORT),--port $(PORT))

# Everything, the slow tests too.
test: lint
	$(RUN) -m pytest $(EVERY_CORE)

# What to run before every commit.
check: lint
	$(RUN) -m pytest $(EVERY_CORE) -m "not slow"

lint: .venv
	$(RUN) -m ruff check .
	$(RUN) -m mypy

# Messages a second beside other servers; takes about two minutes.
bench: .venv
	$(RUN) -m benchmarks.webhook

# Remade when the lock changes: what is not in the lock is not there. The mark is set last, so a
# set-up that broke off is begun again.
.venv: .venv/made

.venv/made: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3 …' >&2; exit 1; }
	@if command -v uv >/dev/null; then \
		uv venv --quiet --clear --python $(PYTHON) .venv \
		&& VIRTUAL_ENV=.venv uv pip sync --quiet --require-hashes requirements.lock; \
	else \
		$(PYTHON) -m venv --clear .venv \
		&& $(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	fi
	@touch $@

# One lock for pip and uv, with hashes for every platform.
lock:
	@command -v uv >/dev/null || { echo 'make lock needs uv: https://docs.astral.sh/uv/' >&2; exit 1; }
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-annotate -o requirements.lock
