# SPDX-License-Identifier: Apache-2.0
"""That the instruments' readings are read right."""
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent)]

from watched import back_after_ms, flow, outage  # noqa: E402


def trips(*took_ms):
    return [(number / 1000, took) for number, took in enumerate(took_ms)]


class OutageTest(unittest.TestCase):
    def test_the_longest_run_counts_from_the_first_lost_to_the_next_answered(self):
        seen = outage(trips(0.1, None, 0.1, None, None, None, 0.1))
        self.assertAlmostEqual(seen.ms, 3)
        self.assertEqual((seen.unanswered, seen.sent), (4, 7))

    def test_what_comes_when_nobody_waits_any_more_is_lost(self):
        self.assertAlmostEqual(outage(trips(0.1, 1500, 1499, 0.1)).ms, 2)

    def test_an_outage_that_does_not_end_is_one(self):
        self.assertAlmostEqual(outage(trips(0.1, None, None, None)).ms, 2)

    def test_silence_is_between_answers_however_late(self):
        self.assertAlmostEqual(outage(trips(1, 1, 20, 19, 18)).silence_ms, 20)


class BackTest(unittest.TestCase):
    @staticmethod
    def samples(*rates):
        return [(number / 10, rate) for number, rate in enumerate(rates, 1)]

    def test_a_rate_that_never_fell_is_back_at_once(self):
        self.assertEqual(back_after_ms(self.samples(*[100] * 30), 1.0, 1.0), 0)

    def test_it_is_back_with_the_first_sample_that_has_it_and_those_after_it(self):
        rates = [100] * 10 + [20, 0, 100, 40, 96, 100, 100, 100]
        self.assertAlmostEqual(back_after_ms(self.samples(*rates), 1.0, 1.0), 500)

    def test_the_rate_before_is_that_before_the_fault(self):
        rates = [100] * 10 + [0] * 10 + [50, 100, 100, 100]
        self.assertAlmostEqual(back_after_ms(self.samples(*rates), 2.0, 1.0), 200)

    def test_a_rate_that_stays_lower_is_not_back(self):
        self.assertIsNone(back_after_ms(self.samples(*[100] * 10, *[90] * 20), 1.0, 1.0))


class FlowTest(unittest.TestCase):
    @staticmethod
    def arrivals(*numbers, took=0.001):
        """A packet each millisecond; `numbers` in the order of arrival."""
        return [(number, number / 1000, place / 1000 + took)
                for place, number in enumerate(numbers)]

    def test_a_whole_flow_has_lost_nothing(self):
        seen = flow(self.arrivals(*range(50)), [(0, 1)])
        self.assertEqual((seen.sent, seen.lost, seen.duplicated, seen.reordered, seen.late),
                         (50, 0, 0, 0, 0))

    def test_missing_numbers_are_lost_and_make_an_outage(self):
        seen = flow(self.arrivals(0, 1, 2, 7, 8, 10), [(0, 1)])
        self.assertEqual((seen.sent, seen.lost), (11, 5))
        self.assertAlmostEqual(seen.outage_ms, 5)

    def test_only_what_was_sent_within_a_span_is_judged(self):
        numbers = [0, 1, 3, 4, 5, 6, 8, 9]
        seen = flow(self.arrivals(*numbers), [(0.0, 0.0015), (0.0025, 0.0065)])
        self.assertEqual((seen.sent, seen.lost), (6, 0))

    def test_what_is_lost_from_the_first_moment_of_a_span_on_is_that_spans(self):
        numbers = [0, 1, 2, 9, 10, 11]
        seen = flow(self.arrivals(*numbers), [(0.003, 1)])
        self.assertEqual((seen.sent, seen.lost), (9, 6))
        self.assertAlmostEqual(seen.outage_ms, 7)
        before = flow(self.arrivals(*numbers), [(0, 0.003)])
        self.assertEqual((before.sent, before.lost), (3, 0))

    def test_a_packet_twice_is_a_duplicate_and_not_out_of_order(self):
        seen = flow(self.arrivals(0, 1, 2, 1, 3), [(0, 1)])
        self.assertEqual((seen.duplicated, seen.reordered, seen.sent), (1, 0, 4))

    def test_who_is_overtaken_at_a_change_is_not_beyond_it(self):
        seen = flow(self.arrivals(0, 2, 1, 3, 5, 4), [(0, 1)], [(0.002, 0.0035)])
        self.assertEqual((seen.reordered, seen.reordered_beyond), (2, 1))

    def test_who_comes_long_after_a_change_is_beyond_it(self):
        late = self.arrivals(0, 2) + [(1, 0.001, 1.5)]
        seen = flow(late, [(0, 1)], [(0, 2)])
        self.assertEqual((seen.reordered, seen.reordered_beyond, seen.late), (1, 1, 1))


if __name__ == "__main__":
    unittest.main()
