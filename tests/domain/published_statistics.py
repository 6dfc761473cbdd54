"""Answers whose statistics were published by others: the figures of the oracles, and where they come from."""

from __future__ import annotations

import numpy as np

from readiness.domain.item_analysis.scores import Question, Scores

LSAT_6 = (
    3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298,
)  # fmt: skip
"""How many of 1,000 gave each of the 32 patterns 00000, 00001, … 11111 of five questions, 1 = right: Law School
Admission Test, section 6; Bock and Lieberman (1970), Psychometrika 35:179, table 1.
"""

QUIZ_MAXIMA = (1, 1, 1, 1, 0, 0, 0, 8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
_TAKEN = """
5.5 .3 .9 1 .3 1 0 0 1 1 0 0 1|1 .9 .9 .3 .3 1 0 0 1 0 1 0 1|2.5 1 .9 .3 1 0 0 1 1 1 1 1 1|4 .3 .9 1 .3 0 0 0 0 1 0 0 1
3 .9 .3 .9 1 0 1 0 0 1 1 1 0|4.5 .9 1 1 .9 0 1 1 1 0 0 0 0|3 .3 .3 .3 .3 1 0 1 1 1 1 1 1|6 .9 .9 1 .3 0 1 1 1 1 0 0 1
.5 .9 1 .9 .3 0 1 1 0 1 1 0 1|5.5 .9 1 .9 .3 1 1 0 0 1 0 0 0|2.5 .9 1 1 .9 0 1 0 0 1 0 0 1|4 .9 .3 .9 1 0 1 1 1 1 1 0 1
4 .9 .3 .3 1 1 1 1 0 0 1 1 0|3 1 1 .3 1 0 1 0 1 1 1 1 0|1 1 .9 .3 .3 1 0 1 0 0 0 0 0|1 .3 .3 .3 .9 0 0 0 1 0 0 0 1
1.5 1 .3 .9 1 1 1 0 1 1 0 0 0|4 .9 1 .9 1 0 1 1 1 0 1 0 0|2 .9 .9 .3 .9 0 1 0 0 0 0 0 0|1 1 .3 .3 .3 0 1 1 0 1 0 0 0
6 .9 1 1 .9 0 0 0 1 0 0 1 1|7 .9 .3 .3 .3 1 0 1 1 1 1 0 0
"""
QUIZ_MARKS = tuple(
    (0.0,) * 7 + tuple(float(mark) for mark in row.split()) for row in _TAKEN.strip().replace("\n", "|").split("|")
)
"""22 attempts × 20 questions: the first seven earn nobody anything, the eighth is worth 8. Facts of the test fixture
mdl_question_states.csv of the quiz statistics report of Moodle (moodle/moodle, mod/quiz/report/statistics/tests/fixtures).
"""

QUIZ_TOTALS = (
    12, 7.4, 11.7, 8.5, 10.1, 11.3, 11.2, 14.1, 8.6, 11.6, 9.3, 13.1, 11.5, 11.3, 5.5, 4.8, 8.7, 11.8, 6, 5.9, 12.8, 13.8,
)  # fmt: skip

QUIZ_FACILITY = (
    0, 0, 0, 0, None, None, None, 41.19318182, 81.36363636, 71.36363636, 65.45454545, 65.90909091, 36.36363636,
    59.09090909, 50, 59.09090909, 63.63636364, 45.45454545, 27.27272727, 50,
)  # fmt: skip
"""Percent; with the next four what statistics_test.php of the same report expects, from its authors' spreadsheet."""
QUIZ_SD = (
    0, 0, 0, 0, None, None, None, 1912.733589, 251.2738111, 322.6312277, 333.4199022, 337.5811591, 492.3659639,
    503.2362797, 511.7663157, 503.2362797, 492.3659639, 509.6471914, 455.8423058, 511.7663157,
)  # fmt: skip
QUIZ_EFFECTIVE_WEIGHT = (
    0, 0, 0, 0, 0, 0, 0, 26.58464457, 3.368456046, 3.253955259, 7.584083694, 3.79658376, 3.183278505, 4.532356904,
    7.78856243, 10.08351572, 8.381139345, 8.727645713, 7.946277111, 4.769500946,
)  # fmt: skip
QUIZ_DISCRIMINATION = (
    None, None, None, None, None, None, None, 25.88327077, 1.170256965, -4.207816809, 28.16930644, -2.513606859,
    -12.99017581, -8.900638238, 8.670004606, 29.63337745, 15.18945843, 16.21079629, 15.52451404, -8.396734802,
)  # fmt: skip
QUIZ_EFFICIENCY = (
    None, None, None, None, None, None, None, 27.23492723, 1.382386552, -4.691171307, 31.12404354, -2.877487579,
    -17.5074184, -10.27568922, 10.86956522, 34.58997279, 17.4790556, 20.14359793, 22.06477733, -10,
)  # fmt: skip

RANDOM_MARKS = (
    (1, 1, 1, 1, 1, 0, 1), (1, 1, 1, 1, 0.5, 1, 0), (1, 1, 1, 1, 0.5, 0, 1), (0, 0, 1, 1, 1, 0, 0),
    (1, 0, 1, 0, 0, 1, 0.5), (1, 1, 1, 1, 0.5, 0, 0.5), (0, 1, 1, 1, 0.5, 1, 0.5), (1, 1, 1, 0, 0.5, 1, 0.5),
    (1, 0, 1, 1, 1, 1, 1), (0, 1, 1, 0, 0.5, 1, 0.5), (0.8, 0, 1, 1, 0.5, 1, 0.5), (1, 1, 1, 0, 0.5, 1, 1),
    (1, 0, 1, 1, 0.5, 1, 0.5), (1, 0, 1, 1, 1, 0, 0.5), (0, 0, 1, 1, 0, 1, 1), (1, 0, 1, 0, 0.5, 1, 1),
    (0.8, 0, 1, 1, 0.5, 0, 1), (1, 0, 1, 1, 0, 1, 0.5), (1, 0, 1, 1, 0.5, 0, 0.5), (0, 1, 1, 0, 0.5, 1, 0),
    (1, 1, 0.3333333, 1, 0.5, 0, 0.5), (1, 1, 1, 0, 0.5, 0, 0.5), (1, 1, 1, 1, 0, 1, 0.5), (0, 0, 1, 0, 0.5, 1, 1),
    (0, 0, 1, 1, 1, 1, 1),
)  # fmt: skip
"""25 attempts × 7 places of a quiz with random questions and partial credit: results00.csv of the same fixtures."""

RANDOM_ITEMS = (
    (0.704, 0.4513682901, 21.2922742344, -7.0650767526, -9.4550536967),
    (0.48, 0.5099019514, 18.8979800309, -28.8982125772, -36.7834118938),
    (0.973333332, 0.13333334, 4.443012573, -9.1230674268, -21.6545012165),
    (0.68, 0.4760952286, 18.9347251357, -22.6306444113, -31.4411395613),
    (0.52, 0.3055050463, 11.1450138688, -17.6997047674, -21.1794802584),
    (0.64, 0.4898979486, 9.8081339177, -45.3785178421, -56.9365974439),
    (0.62, 0.331662479, 15.4788602394, -5.6543166602, -6.5043742058),
)
"""Facility, SD, effective weight, discrimination index and efficiency of each: qstats00.csv."""

RANDOM_QUIZ = {
    "mean": 4.617333332, "median": 4.5, "sd": 0.8117265554, "skewness": -0.092502502, "kurtosis": -0.7073968557,
    "consistency": -0.872230935542, "error_ratio": 1.368294900795, "standard_error": 1.1106813066,
}  # fmt: skip
"""What stats_from_steps_walkthrough_test.php of the same report expects of that quiz, in marks and shares."""


def lsat_6() -> Scores:
    """The 1,000 × 5 table behind the 32 frequencies."""
    rows = [[pattern >> place & 1 for place in (4, 3, 2, 1, 0)] for pattern, n in enumerate(LSAT_6) for _ in range(n)]
    return table(np.array(rows, dtype=float))


def table(marks: np.ndarray, maxima: tuple[float, ...] | None = None, **more) -> Scores:
    """A full table of marks; `maxima` are what each question is worth, 1 each when not said."""
    worth = np.ones(marks.shape[1]) if maxima is None else np.array(maxima, dtype=float)
    fractions = np.divide(marks, worth, out=np.zeros_like(marks, dtype=float), where=worth > 0)
    questions = tuple(Question(key=f"q{place}", weight=float(one)) for place, one in enumerate(worth, start=1))
    return Scores(questions=questions, fractions=fractions, **more)
