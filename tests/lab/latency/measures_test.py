# SPDX-License-Identifier: Apache-2.0
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

from measures import jain, percentile, serialisation_ms  # noqa: E402


class Percentile(unittest.TestCase):
    def test_is_a_value_that_was_measured(self):
        values = list(range(1, 101))
        self.assertEqual([percentile(values, p) for p in (1, 50, 95, 99, 100)],
                         [1, 50, 95, 99, 100])

    def test_does_not_depend_on_the_order(self):
        self.assertEqual(percentile([9, 1, 5], 50), 5)

    def test_of_nothing_is_no_number_and_so_reaches_no_goal(self):
        self.assertFalse(percentile([], 99) <= 5)


class Jain(unittest.TestCase):
    def test_is_one_of_equal_shares(self):
        self.assertEqual(jain([3, 3, 3, 3]), 1)

    def test_is_one_of_n_when_one_has_everything(self):
        self.assertEqual(jain([8, 0, 0, 0]), 0.25)

    def test_ten_percent_off_either_way_is_just_above_the_goal(self):
        self.assertAlmostEqual(jain([1.1, 0.9]), 0.990, 3)

    def test_of_nothing_reaches_no_goal(self):
        self.assertFalse(jain([]) >= 0.99)


class Serialisation(unittest.TestCase):
    def test_of_a_full_packet(self):
        self.assertAlmostEqual(serialisation_ms(50), 0.24)
        self.assertAlmostEqual(serialisation_ms(0.25), 48)


if __name__ == "__main__":
    unittest.main()
