# Any target sets up what it needs: .venv from the lock, with the project in it.
.PHONY: setup run test test-lowest app lint bench lock calibrate clean
setup: .venv/.ready

# Where this is set no module stays compiled: every process that a test or a sweep starts would
# compile Mesa and pandas anew, two seconds each.
unexport PYTHONDONTWRITEBYTECODE

run: .venv/.ready
	.venv/bin/yuanqu run --seeds 50

# Spread over the cores, files in the order of tests/conftest.py. What takes seconds a test, Ray, the
# browser and a newer Python are left to .ci/run.
test: lint
	.venv/bin/pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
	  -m "not slow and not ray and not browser and not ci"

# Not part of `test`: the quick tests with the lowest versions that pyproject.toml allows.
test-lowest: .venv/.ready
	.ci/test_lowest

# `make app CITY=littleton`: another city, by its name or the path of its folder.
CITY ?=
app: .venv/.ready
	YUANQU_CITY="$(CITY)" SOLARA_TELEMETRY_MIXPANEL_ENABLE=false .venv/bin/solara run app.py --host 127.0.0.1 --no-check-version

lint: .venv/.ready
	.venv/bin/ruff check && .venv/bin/ruff format --check
	.venv/bin/mypy && .venv/bin/lint-imports

bench: .venv/.ready
	.venv/bin/python -m benchmarks

# Exact versions and hashes for every system; `make lock UPGRADE=--upgrade` takes newer ones.
lock: .venv/.ready
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-annotate --no-header --no-emit-index-url $(UPGRADE) pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --extra dev --extra calibrate --generate-hashes \
	  --no-annotate --no-header --no-emit-index-url -c requirements.lock pyproject.toml -o requirements-calibrate.lock

# Not part of `make`: BayesFlow on JAX, some 400 MB, for `yuanqu calibrate` alone.
calibrate: .venv/.ready
	.venv/bin/uv pip install --quiet --python .venv --require-hashes -r requirements-calibrate.lock

.venv/.ready: requirements.lock pyproject.toml
	.ci/set_up .venv 3.11

.venv-newer/.ready: requirements.lock pyproject.toml
	.ci/set_up .venv-newer 3.12

clean:
	rm -rf .venv .venv-newer .venv-lowest .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist
