"""docs/evidence.md: its sample sizes are what its own lines print, and a simulated study of that size has the power."""

import io
import random
import re
from contextlib import redirect_stdout
from math import exp, log, sqrt
from statistics import NormalDist, mean, variance

from config.environment import ROOT

PAGE = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
USAGE = (ROOT / "pages" / "components" / "documents" / "templates" / "usage.html").read_text(encoding="utf-8")
FALLS_TO, SD, BETWEEN, EACH = 0.67, 0.8, 0.10, 5


def run_page() -> tuple[str, dict]:
    """What the page's lines print, and the names they define."""
    [lines] = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    defined: dict = {}
    with redirect_stdout(io.StringIO()) as printed:
        exec(lines, defined)
    return printed.getvalue(), defined


def test_the_page_shows_what_its_lines_print():
    [shown] = re.findall(r"^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert shown == run_page()[0]


def test_the_number_agrees_with_a_published_example():
    """Two groups half a standard deviation apart, 80% at 5%: 63 each by the normal approximation (Lehr: 16 / d²)."""
    number = run_page()[1]["referrals_in_each_phase"]
    assert number(exp(-0.5), sd=1, each=1, unusable=0) == 63


def found(random_: random.Random, workers: int) -> bool:
    """Whether a simulated study finds the fall: the means of workers' logarithms of minutes, compared at 5%."""
    means = []
    for usual in (log(150), log(150 * FALLS_TO)):
        of_phase = []
        for _ in range(workers):
            own = random_.gauss(usual, SD * sqrt(BETWEEN))
            of_phase.append(mean(random_.gauss(own, SD * sqrt(1 - BETWEEN)) for _ in range(EACH)))
        means.append(of_phase)
    before, after = means
    error = sqrt((variance(before) + variance(after)) / workers)
    return (mean(before) - mean(after)) / error > NormalDist().inv_cdf(0.975)


def test_a_simulated_study_of_that_size_finds_the_fall_four_times_of_five():
    workers = -(-run_page()[1]["referrals_in_each_phase"](FALLS_TO, unusable=0) // EACH)
    random_ = random.Random(2026)
    power = mean(found(random_, workers) for _ in range(600))
    assert 0.76 <= power <= 0.88


def test_the_pilots_figures_are_those_that_the_screen_shows_beside_the_councils():
    for figure in ("82%", "5 to 26 November 2021", "issed at least one tester"):
        assert figure in PAGE and figure in USAGE
