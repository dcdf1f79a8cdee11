# Two commands do everything on a machine with Python 3.11 or newer, git and make:
#   make book    the environment, the notebooks executed, the book in _build/html/index.html
#   make test    all that CI checks
# Every path here is relative: tools/environment.py says which few names a folder cannot have.

PYTHON ?= python3
RUN := .venv/bin/python
# Tests never see individual records: they hold the public numbers.
PUBLIC := env -u PASSION_RECORDS
JOBS ?= 2
PORT ?= 8000

# Without compiled files every import takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help env book test check lint refresh validate mutants pack pdf site serve newest audit lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1 -- /p' Makefile | sed 's/ -- /\t/' | expand -t 18

env:  ## the environment in .venv, from requirements.lock (book and test do it themselves)
	@command -v $(PYTHON) >/dev/null || { \
	  echo "make: $(PYTHON) is missing: install Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) -I tools/environment.py

book: env  ## execute the notebooks and build the book
	@$(RUN) -m passion.book book

check: env lint  ## lint, types and the fast tests (five minutes)
	@$(PUBLIC) $(RUN) -m pytest -q -n $(JOBS) --dist loadscope -m "not validate and not slow and not rendered"

test: env  ## all that CI checks: lint, types, the book, every test, every notebook
	@command -v git >/dev/null || { echo "make: git is missing: install git" >&2; exit 1; }
	@# Types are checked while the book is built: each leaves a core idle for a while.
	@$(PUBLIC) $(MAKE) --no-print-directory -j2 lint book
	@$(PUBLIC) $(RUN) -m pytest -n $(JOBS) --dist loadscope --nbval engine imaging src tools tests examples notebooks

lint: env
	@$(RUN) -m ruff check conftest.py engine imaging src tools tests examples benchmarks
	@$(RUN) -m mypy

refresh: env  ## execute the notebooks and write their outputs back for committing
	@$(PUBLIC) $(RUN) -m passion.book refresh

mutants: env  ## put each fault of the list into a copy, and see that its check finds it
	@$(PUBLIC) $(RUN) -m tools.mutation.run

validate: env  ## the long checks: all phantoms, all mutants, benchmarks
	@$(PUBLIC) $(RUN) -m pytest -q -n $(JOBS) -m validate
	@$(MAKE) --no-print-directory mutants
	@for script in benchmarks/[a-z]*.py; do \
	  echo "== $$script"; $(PUBLIC) $(RUN) "$$script" || exit 1; done

pack: env  ## one zip for reviewers: ledger, worksheet, data, sources, book, checksums
	@$(PUBLIC) $(RUN) -m passion.book book
	@$(PUBLIC) $(RUN) -m tools.review

pdf: env  ## the whole book, the sheets for families and the certificate as PDF (needs chromium)
	@$(PUBLIC) $(RUN) -m passion.book book
	@$(PUBLIC) $(RUN) -m tools.pdf

site: env  ## the book with these files and the pack to take along, in _build/site (needs chromium)
	@$(PUBLIC) $(RUN) -m passion.book book
	@$(PUBLIC) $(RUN) -m tools.site

serve: book  ## the book on this machine, so that search and forms work: http://localhost:8000
	@$(RUN) -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

newest: env  ## the notebooks with the newest versions of all packages: which numbers move?
	@$(PUBLIC) $(RUN) -m tools.newest

audit: env  ## known vulnerabilities in the packages of the lock (asks a public service)
	@$(RUN) -m tools.audit

lock: env  ## requirements.lock anew from pyproject.toml (needs the package index)
	@.venv/bin/uv pip compile --quiet pyproject.toml --all-extras --universal --generate-hashes \
	  --no-emit-package printed --no-emit-package tissue-loss \
	  --custom-compile-command "make lock" --output-file requirements.lock || { \
	  echo "make: the lock stays as it was: a new one needs the package index" >&2; exit 1; }

clean:  ## everything built, but not the environment
	@rm -rf _build

.DEFAULT:
	@echo "make: nothing here is called '$@': make help lists what there is" >&2; exit 2
