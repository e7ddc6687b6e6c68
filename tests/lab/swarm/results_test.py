# SPDX-License-Identifier: Apache-2.0
import dataclasses
import pathlib
import sys
import unittest

sys.path[:0] = [str(folder) for folder in pathlib.Path(__file__).resolve().parents[:2]]

import arms  # noqa: E402
import report  # noqa: E402
from results import Results, Summary, percentile, ratio  # noqa: E402

ARMS = {arm.name: arm for arm in arms.ALL}
LIMIT = 150


@dataclasses.dataclass
class Run:
    arm: arms.Arm
    seed: int
    seconds: dict
    incoming: dict
    outgoing: dict


def run(name, seed=1, seconds=(40, 50, 60), megabytes=10):
    counts = dict.fromkeys("abc", megabytes * 1e6)
    return Run(ARMS[name], seed, {f"leecher-{n}": s for n, s in enumerate(seconds)}, counts, counts)


def verdicts(ours, plain):
    results = Results()
    summary = Summary(ours, LIMIT)
    results.arm(summary)
    results.beside_plain(summary, Summary(plain, LIMIT))
    return {row["name"]: (row["value"], row["holds"]) for row in results.rows
            if row["holds"] is not None}


class Numbers(unittest.TestCase):
    def test_p95_is_a_value_that_was_measured(self):
        self.assertEqual(percentile(range(1, 101), 95), 95)
        self.assertEqual(percentile([3, 1, 2], 95), 3)
        self.assertEqual(percentile([7], 50), 7)

    def test_a_ratio_is_of_the_same_seed(self):
        self.assertEqual(ratio({1: 10, 2: 90}, {1: 20, 2: 90}), 0.75)
        self.assertIsNone(ratio({1: 10}, {2: 20}))


class Goals(unittest.TestCase):
    def test_without_pex_a_fifth_may_be_left(self):
        name = "free-guided: incoming bytes below the plain tracker's"
        plain = [run("free-plain", megabytes=100)]
        self.assertEqual(verdicts([run("free-guided", megabytes=20)], plain)[name], (80, True))
        self.assertEqual(verdicts([run("free-guided", megabytes=21)], plain)[name], (79, False))

    def test_with_pex_a_half_may_be_left(self):
        name = "pex-guided: incoming bytes below the plain tracker's"
        plain = [run("pex-plain", megabytes=100)]
        self.assertEqual(verdicts([run("pex-guided", megabytes=50)], plain)[name], (50, True))
        self.assertEqual(verdicts([run("pex-guided", megabytes=51)], plain)[name], (49, False))

    def test_without_a_bottleneck_nobody_is_to_be_slower(self):
        name = "free-guided: median completion beside the plain tracker's"
        plain = [run("free-plain", seconds=(100,))]
        self.assertTrue(verdicts([run("free-guided", seconds=(105,))], plain)[name][1])
        self.assertFalse(verdicts([run("free-guided", seconds=(106,))], plain)[name][1])

    def test_with_one_completion_is_to_be_faster(self):
        name = "congested-guided: median completion beside the plain tracker's"
        plain = [run("congested-plain", seconds=(100,))]
        self.assertTrue(verdicts([run("congested-guided", seconds=(85,))], plain)[name][1])
        self.assertFalse(verdicts([run("congested-guided", seconds=(86,))], plain)[name][1])

    def test_one_full_link_of_three_is_gone_around_and_so_no_bottleneck(self):
        name = "one-full-measured: median completion beside the plain tracker's"
        plain = [run("one-full-plain", seconds=(100,))]
        self.assertTrue(verdicts([run("one-full-measured", seconds=(105,))], plain)[name][1])
        self.assertFalse(verdicts([run("one-full-measured", seconds=(106,))], plain)[name][1])

    def test_a_leecher_that_stalls_is_told_and_counts_as_the_limit(self):
        summary = Summary([run("outage", seconds=(40, None))], LIMIT)
        self.assertEqual((summary.stalled, summary.p95), (1, LIMIT))
        results = Results()
        results.arm(summary)
        self.assertEqual([row["name"] for row in results.short],
                         ["outage: leechers that stalled"])

    def test_the_plain_tracker_has_no_goals(self):
        results = Results()
        results.arm(Summary([run("free-plain", seconds=(None,))], LIMIT))
        self.assertEqual(results.goals, [])


class Table(unittest.TestCase):
    def test_has_a_row_for_each_arm_and_says_how_it_is_beside_the_plain_one(self):
        summaries = {name: Summary([run(name, megabytes=megabytes)], LIMIT)
                     for name, megabytes in (("free-plain", 100), ("free-guided", 15))}
        *_, plain, guided = report.runs_table(summaries)
        self.assertNotIn("%", plain)
        self.assertIn("-85 %", guided)


if __name__ == "__main__":
    unittest.main()
