"""Experiment files: what is read, and what each fault says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.document import InputError
from experiments.runs.folder.identity import identity_of
from experiments.runs.folder.parts import BLOCK
from experiments.studies.experiment import read_experiment, shipped
from experiments.studies.origin import Origin
from experiments.studies.resolve import Ready, make_ready
from policies.plan import known_plans, read_plan

Write = Callable[..., Path]


def ready(path: Path | str) -> Ready:
    experiment, document = read_experiment(str(path))
    return make_ready(experiment, Origin(document))


@pytest.mark.parametrize("name", shipped())
@pytest.mark.slow
def test_every_shipped_experiment_can_be_run(name: str) -> None:
    """Their cities, plans, factors and values exist."""
    job = ready(name).job
    assert job.runs == job.seeds * len(job.points) * len(job.plans)


def test_the_headline_asks_the_question() -> None:
    """Baseline and action plan with 200 seeds, compared with the baseline."""
    headline = ready("headline")
    assert headline.job.plan_keys == ("baseline", "action_plan_2022")
    assert (headline.job.seeds, headline.reference) == (200, "baseline")
    assert headline.job.until == headline.city.end


def test_the_stress_is_a_hundred_thousand_runs_in_few_parts() -> None:
    """Of the invented city; joined block by block there are never more than 2,000 parts."""
    job = ready("stress_100k").job
    assert (job.city, job.runs) == ("littleton", 100_000)
    assert job.batches // BLOCK + BLOCK <= 2_000


def test_every_plan_that_differs_is_compared() -> None:
    """A new plan belongs in the comparison."""
    found = ready("plan_comparison")
    start, until = found.city.start, found.job.until
    for name in known_plans():
        plan = read_plan(name)
        parts = {other.key: other.first_difference(plan, start, until) for other in found.plans}
        assert name in parts or max(parts.values()) > until, name


@pytest.mark.parametrize(
    ("more", "place", "says"),
    [
        ("sedes: 3", "5:1", "unknown key 'sedes'"),
        ("seeds: {count: 3}", "5:1", "'seeds' again (first on line 4)"),
        ("tables: [firms, houses]", "5:17", "'houses'"),
        ("until: 2018", "5:8", "a quarter such as 2019Q1"),
        ("until: 2031Q1", "5:8", "a quarter from 2018Q1 to 2024Q4, got 2031Q1"),
        ("constants: {demand.alpha_price: high}", "5:33", "a number, got 'high'"),
        ("constants: {demand.alpha_price: 300}", "5:33", "got 300"),
        ("constants: {demand.alfa_price: 2}", "5:13", "did you mean 'demand.alpha_price'?"),
        ("constants: {instruments.rd_subsidy: 3}", "5:37", "0 to 0.5 (share of reported R&D)"),
        ("factors: [{name: demand.alpha_price, grid: []}]", "5:44", "1 or more"),
        ("factors: [{name: demand.alpha_price, grid: [2, 99]}]", "5:48", "got 99"),
        ("factors: [{name: demand.alpha_price, grid: [2, 2]}]", "5:44", "each value once"),
        ("factors: [{name: alpha_price, grid: [2]}]", "5:18", "did you mean"),
        ("design: {kind: gird}", "5:", "kind"),
        ("outcomes: [output_plam]", "5:12", "did you mean 'output_plan'?"),
        ("reference: baseline", "5:12", "one of the plans (no_policy, strong)"),
        ("runtime: {workers: none}", "5:20", "got 'none'"),
    ],
)
def test_a_fault_is_shown_where_it_is(write: Write, more: str, place: str, says: str) -> None:
    """File, line, column, and what was expected instead, on one line."""
    path = write(more)
    with pytest.raises(InputError) as fault:
        ready(path)
    text = str(fault.value)
    assert text.startswith(f"{path}:{place}")
    assert says in text
    assert "\n" not in text


def test_plans_and_cities_that_do_not_exist(write: Write) -> None:
    """Each with its place and a proposal."""
    path = write()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[no_policy,", "[no_polcy,"), encoding="utf-8")
    with pytest.raises(InputError, match=r":3:9: plans.0: .*did you mean 'no_policy'\?"):
        ready(path)
    path.write_text("name: a\ncity: shangai\nplans: [baseline]\nseeds: {count: 1}\n")
    with pytest.raises(InputError, match=r":2:7: city: .*did you mean 'shanghai'\?"):
        ready(path)
    path.write_text(text.replace("strong.yaml", "no_policy"), encoding="utf-8")
    with pytest.raises(InputError, match=r":3:20: plans.1: expected each plan once"):
        ready(path)


def test_a_missing_file_and_an_unknown_name() -> None:
    """No traceback, and the names that are known."""
    with pytest.raises(InputError, match="a readable file"):
        read_experiment("nowhere.yaml")
    with pytest.raises(InputError, match="did you mean 'headline'"):
        read_experiment("headlin")


def test_a_plan_beside_the_experiment(write: Write) -> None:
    """A path in the file is meant from where the file is; the plan's key names it."""
    assert ready(write()).job.plan_keys == ("no_policy", "strong")


def test_only_what_changes_results_changes_the_identity(write: Write) -> None:
    """Titles and the way of running do not; seeds, values and horizon do."""

    def identity(more: str = "", seeds: int = 3) -> str:
        return identity_of(ready(write(more, seeds=seeds)).ingredients)

    plain = identity()
    assert identity("title: {zh: 题, en: Title}") == plain
    assert identity("runtime: {executor: ray, workers: 7, runs_per_batch: 1}") == plain
    assert identity("reference: no_policy") == plain
    others = [
        identity(seeds=4),
        identity("constants: {demand.alpha_price: 3.0}"),
        identity("until: 2018Q2"),
        identity("outcomes: [output_plan]"),
        identity("factors: [{name: demand.alpha_price, grid: [3.0]}]"),
    ]
    assert len({plain, *others}) == 6
