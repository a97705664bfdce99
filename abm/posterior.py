"""Sets of parameters that agree with the years before the policy, as ``yuanqu calibrate`` writes
them into a city's folder: one row a set, one column a calibrated parameter, and in the file's own
metadata what it was made of.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abm.city.city import POSTERIOR, city_cached, digest_of
from abm.city.name import without_year
from abm.parameter_sets import set_and_seed
from abm.version import MODEL_VERSION
from agents.city import City
from engine.document import InputError, did_you_mean
from engine.draws import Decision, Draws

FILE = POSTERIOR
KEY = "yuanqu"
"""Under which the file's metadata hold how it was made, as JSON."""
SET = Decision("parameters.posterior")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Posterior:
    """Sets of parameters: ``values`` (sets, names), in the units of each."""

    file: str
    names: tuple[str, ...]
    values: NDArray[np.float64]
    made: Mapping[str, Any]
    """Model version, digest of the data, simulations, seeds, versions of libraries, and more."""
    digest: str
    """SHA-256 of the file."""

    def of_seed(self, seed: int) -> dict[str, float]:
        """The set of a seed, the same under every plan; a set serves several seeds."""
        lane = np.zeros(1, dtype=np.int64)
        row = int(float(Draws(seed).uniform_pair(SET, lane, lane)[0]) * len(self.values))
        return dict(zip(self.names, self.values[row].tolist(), strict=True))

    def check(self, known: Collection[str]) -> None:
        """Raise InputError where it holds a parameter that the model does not have."""
        for name in self.names:
            if name not in known:
                expected = f"a parameter of the model{did_you_mean(name, sorted(known))}"
                raise InputError(self.file, 0, 0, name, expected, "an unknown name")


@lru_cache(maxsize=8)
def posterior_of(city_name: str) -> Posterior | None:
    """A city's posterior, read once in a process; None where there is none, which is logged.

    Raises InputError for one of another version of the model, and for a file that is none. Where
    the data have changed since, it is used and that is logged.
    """
    city = city_cached(city_name)
    file = city.path(FILE)
    again = f"yuanqu calibrate all --city {without_year(city_name)[0]}"
    if not file.is_file():
        log.warning(
            "%s: no %s: its parameters' own values are used (%s makes one)", city.key, FILE, again
        )
        return None
    found = read_posterior(str(file), file.read_bytes())
    version = str(found.made.get("model"))
    if version != MODEL_VERSION:
        expected = f"a posterior of model version {MODEL_VERSION} ({again} makes it anew)"
        raise InputError(found.file, 0, 0, "model", expected, f"one of version {version}: stale")
    if found.made.get("data") != data_digest(city):
        log.warning("%s: made from other data than the city has now (%s)", found.file, again)
    return found


def read_posterior(file: str, content: bytes) -> Posterior:
    """A posterior from the bytes of its file. Raises InputError."""
    import polars as pl  # not for runs without one

    try:
        frame = pl.read_parquet(BytesIO(content))
        made = json.loads(pl.read_parquet_metadata(BytesIO(content))[KEY])
        values = frame.cast(pl.Float64).to_numpy()
    except (pl.exceptions.PolarsError, OSError, ValueError, KeyError, RecursionError):
        expected = "a posterior as yuanqu calibrate writes it"
        raise InputError(file, 0, 0, "", expected, "another file") from None
    if not len(values) or not np.isfinite(values).all():
        expected = "sets of parameters, every value a number"
        raise InputError(file, 0, 0, "", expected, "none" if not len(values) else "others")
    digest = hashlib.sha256(content).hexdigest()
    return Posterior(file, tuple(frame.columns), values, made, digest)


def as_bytes(names: Collection[str], values: NDArray[np.float64], made: Mapping[str, Any]) -> bytes:
    """The inverse: the bytes of a file, for ``values`` (sets, names)."""
    import polars as pl

    columns = {name: values[:, place] for place, name in enumerate(names)}
    stream = BytesIO()
    told = {KEY: json.dumps(dict(made), ensure_ascii=False, sort_keys=True)}
    pl.DataFrame(columns).write_parquet(stream, compression="zstd", metadata=told)
    return stream.getvalue()


def data_digest(city: City) -> str:
    """SHA-256 of the city's files, whichever year is asked about."""
    return digest_of(city.folder)


def used(city_name: str, parameters: str) -> dict[str, str]:
    """What results depend on beside the city's data: the posterior's digest, where runs draw from
    it by the checked name of a set of ``parameters``. Raises InputError."""
    found = posterior_of(city_name) if set_and_seed(parameters, 0)[0] == "posterior" else None
    return {} if found is None else {"posterior": found.digest}
