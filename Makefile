# The way in for everyone: `make` lists what there is to do. GNU make 3.81 (macOS) or later.

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
READY := .venv/.ready

# Importing torch takes twice as long where compiled modules are thrown away.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help lab test test-slow remember lint format judges lessons pins system clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

lab: $(READY)  ## open JupyterLab at the first lesson, in your own copy under work/
	@$(BIN)/course lab

test: lint  ## lint, check types and run the tests, without the slow ones
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 -m "not slow"

test-slow: $(READY)  ## the tests that take minutes, and those that `make test` remembers
	COURSE_TESTS=all OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

remember: $(READY)  ## run the bank and the solutions, and note what `make test` need not run again
	COURSE_TESTS=all OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 -m "not slow" --remember \
	    tests/test_bank.py tests/test_authoring.py

lint: $(READY)  ## ruff, mypy, and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

format: $(READY)  ## rewrite files the way `make lint` wants them
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

judges: $(READY)  ## grade solutions whose worth is known with our judge and with others, and count mistakes
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.judges

lessons: $(READY)  ## derive every notebook from its text master in solutions/
	$(BIN)/python -m autograder.authoring build

# torch itself pins the CUDA libraries that it needs on Linux. Left out here, they stay away from the CPU-only build.
pins: | $(UV)  ## resolve pyproject.toml into requirements.txt (UPGRADE=--upgrade raises indirect ones too)
	cp requirements.txt .venv/resolved.txt
	$(UV) pip compile --quiet --universal --extra dev --no-annotate --custom-compile-command "make pins" \
	    $(UPGRADE) --output-file .venv/resolved.txt pyproject.toml
	grep -v -E '^(cuda|nvidia|triton)' .venv/resolved.txt > requirements.txt

system:  ## as root on Debian: bubblewrap, libseccomp2 and chromium, without which some tests are skipped
	@{ command -v bwrap && command -v chromium && /sbin/ldconfig -p | grep 'libseccomp\.so\.2'; } > /dev/null || { \
	    test "$$(id -u)" = 0 || { echo "Installing system packages takes root: sudo make system"; exit 1; }; \
	    apt-get update --quiet=2 && apt-get install --quiet=2 --yes --no-install-recommends bubblewrap libseccomp2 chromium; }

clean:  ## remove .venv and caches; work/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache build *.egg-info

# Only a set-up that ran to its end, in this folder and with a Python that still starts, is trusted; any other is
# begun again. The stamp goes first and comes back last, so an interrupted update counts as no set-up at all.
BUILT_IN := $(shell $(BIN)/python -I -S -c 'print(open("$(READY)").read())' 2> /dev/null)
ifneq "$(BUILT_IN)" "$(CURDIR)"
.PHONY: $(UV) $(READY)
endif

$(READY): pyproject.toml requirements.txt | $(UV)
	@rm -f $@
	$(UV) pip install --python .venv --requirement requirements.txt --editable ".[dev]"
	@printf '%s' "$(CURDIR)" > $@

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { \
	    echo "This takes Python 3.11 to 3.14, and $(PYTHON) is: $$($(PYTHON) --version 2>&1)."; \
	    echo "Name another one, for example: make lab PYTHON=python3.12"; exit 1; }
	@echo "Building .venv with $$($(PYTHON) --version). The first time takes minutes and, on Linux, 3 GB of download;"
	@echo "without an NVIDIA GPU it can be less: README.md, CPU-only."
	@$(PYTHON) -m venv --clear .venv > /dev/null 2>&1 || { \
	    $(PYTHON) -m venv --clear --without-pip .venv && \
	    $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; } || { \
	    echo "$(PYTHON) could not make .venv. On Debian or Ubuntu: sudo apt install python3-venv, then once more."; \
	    exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.txt uv
