# SPDX-License-Identifier: Apache-2.0
import dataclasses
import itertools
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent))

import thesis  # noqa: E402
from verdict import (BITTORRENT, BOTH_ENDS, DIRECTIONS, DOWN, PLAIN, PROTOCOLS, UP,  # noqa: E402
                     Ending, Sign, Transfer, at_least_twice, judge, sign)

KNOWN, NEUTRAL = 6881, 4711
FORGED = {"ending": Ending.RESET, "reset_reported_by": BOTH_ENDS}


def of_provider(provider):
    known, neutral, _ = provider
    return judge(thesis.transfers(provider), known, neutral)


def limited(verdict):
    return {cell for cell, is_so in verdict.limited.items() if is_so}


def throttled(verdict):
    return {direction for direction, is_so in verdict.throttled.items() if is_so}


def all_transfers(change=lambda transfer: {}, times=3):
    """The eight, each three times; `change` says what is different about one."""
    for protocol, direction, port in itertools.product(PROTOCOLS, DIRECTIONS, (KNOWN, NEUTRAL)):
        for _ in range(times):
            plain = Transfer(protocol, direction, port, Ending.COMPLETE, 9500.0)
            changed = change(plain)
            if "ending" in changed:
                changed = {"kbps": None} | changed
            yield dataclasses.replace(plain, **changed)


def words(change=lambda transfer: {}):
    return judge(all_transfers(change), KNOWN, NEUTRAL).words()


class TheThesis(unittest.TestCase):
    """Its section 6 by its section 4.1; its section 8.1 says otherwise of i-Cable and PCCW."""

    def test_hgc_and_smartone_do_nothing(self):
        self.assertEqual(of_provider(thesis.HGC).words(), "none")
        self.assertEqual(of_provider(thesis.SMARTONE).words(), "none")

    def test_i_cable_limits_uploads_on_10009_alone(self):
        self.assertEqual(limited(of_provider(thesis.I_CABLE)), {(10009, UP)})

    def test_i_cable_holds_all_uploads_on_6881(self):
        self.assertEqual(throttled(of_provider(thesis.I_CABLE)), {UP})

    def test_pccw_limits_downloads_on_10009_alone(self):
        self.assertEqual(limited(of_provider(thesis.PCCW)), {(10009, DOWN)})

    def test_pccw_holds_all_downloads_on_6881(self):
        self.assertEqual(throttled(of_provider(thesis.PCCW)), {DOWN})

    def test_hk_broadband_has_no_connection_on_6881_and_so_no_rates_there(self):
        verdict = of_provider(thesis.HK_BROADBAND)
        self.assertEqual(verdict.words(), "no connection on 6881 at all")
        self.assertEqual(verdict.row(), ["Yes", "No", "N/A", "No", "N/A", "No"])
        self.assertEqual(verdict.throttled, {UP: None, DOWN: None})

    def test_each_row_of_its_tables_has_the_conclusion_that_is_printed(self):
        potential = {("PCCW", 6881, DOWN): [0], ("PCCW", 10009, DOWN): [0, 1, 2],
                     ("PCCW", 10009, UP): [0, 1], ("I_CABLE", 10009, UP): [0, 1, 2]}
        for name in ("HGC", "I_CABLE", "SMARTONE", "HK_BROADBAND", "PCCW"):
            for port, directions in getattr(thesis, name)[2].items():
                for direction, rates in directions.items():
                    found = [row for row, pair in enumerate(zip(rates[PLAIN], rates[BITTORRENT]))
                             if at_least_twice([pair[0]], [pair[1]])]
                    self.assertEqual(found, potential.get((name, port, direction), []),
                                     f"{name} {port} {direction}")


class Deductions(unittest.TestCase):
    def test_of_eight_that_pass_is_none(self):
        self.assertEqual(words(), "none")

    def test_by_protocol_alone_if_all_bittorrent_fails(self):
        self.assertEqual(words(lambda t: FORGED if t.protocol == BITTORRENT else {}),
                         "blocked: uploads and downloads on 6881 and the neutral port, by protocol")

    def test_by_direction_if_the_other_way_passes(self):
        self.assertEqual(words(lambda t: FORGED if (t.protocol, t.direction) == (BITTORRENT, UP)
                               else {}),
                         "blocked: uploads on 6881 and the neutral port, by protocol, by direction")

    def test_by_port_if_plain_tcp_fails_there_too_and_the_neutral_port_passes(self):
        self.assertEqual(words(lambda t: FORGED if t.port == KNOWN else {}),
                         "blocked: uploads and downloads on 6881, by port")

    def test_a_failed_plain_transfer_alone_says_nothing(self):
        self.assertEqual(words(lambda t: FORGED if t.protocol == PLAIN else {}), "none")

    def test_a_port_where_nothing_connects_is_a_verdict_of_its_own(self):
        self.assertEqual(words(lambda t: {"ending": Ending.NO_CONNECTION} if t.port == KNOWN
                               else {}), "no connection on 6881 at all")

    def test_one_of_three_that_fails_is_chance(self):
        transfers = list(all_transfers())
        transfers[0] = dataclasses.replace(transfers[0], **FORGED)
        self.assertEqual(judge(transfers, KNOWN, NEUTRAL).words(), "none")

    def test_two_of_three_are_not(self):
        transfers = list(all_transfers())
        for number in range(2):
            transfers[number] = dataclasses.replace(transfers[number], **FORGED)
        self.assertEqual(judge(transfers, KNOWN, NEUTRAL).words(),
                         "blocked: uploads on 6881, by protocol, by direction, by port")


class Signs(unittest.TestCase):
    def of(self, **changes):
        return sign(Transfer(BITTORRENT, UP, KNOWN, **({"ending": Ending.RESET} | changes)))

    def test_a_reset_that_both_report_and_neither_sent(self):
        self.assertIs(self.of(reset_reported_by=BOTH_ENDS), Sign.RESET_BY_NEITHER)

    def test_no_sign_if_an_end_sent_it(self):
        self.assertIs(self.of(reset_reported_by=BOTH_ENDS, reset_sent_by=frozenset({"server"})),
                      Sign.NONE)

    def test_no_sign_if_one_end_alone_reports_it(self):
        self.assertIs(self.of(reset_reported_by=frozenset({"client"})), Sign.NONE)

    def test_no_sign_if_the_control_connection_died_too(self):
        self.assertIs(self.of(reset_reported_by=BOTH_ENDS, control_after=False), Sign.NONE)

    def test_a_reset_right_after_the_bitfield_whoever_sent_it(self):
        self.assertIs(self.of(after_bitfield=True), Sign.AFTER_BITFIELD)

    def test_silence_after_the_bitfield_is_no_reset(self):
        self.assertIs(self.of(ending=Ending.STALLED, after_bitfield=True), Sign.NONE)

    def test_what_fails_without_a_sign_is_interrupted_not_blocked(self):
        self.assertEqual(words(lambda t: {"ending": Ending.STALLED} if t.protocol == BITTORRENT
                               else {}),
                         "interrupted: uploads and downloads on 6881 and the neutral port, "
                         "by protocol")


class Rates(unittest.TestCase):
    def test_exactly_twice_is_limited(self):
        self.assertTrue(at_least_twice([200.0, 300.0], [90.0, 100.0]))

    def test_shaping_by_less_than_half_evades_the_rule(self):
        self.assertFalse(at_least_twice([199.0, 300.0], [90.0, 100.0]))

    def test_nothing_to_compare_is_neither(self):
        self.assertIsNone(at_least_twice([], [100.0]))

    def test_per_port_and_direction(self):
        self.assertEqual(words(lambda t: {"kbps": 2000.0} if (t.protocol, t.direction, t.port) ==
                               (BITTORRENT, DOWN, NEUTRAL) else {}),
                         "rate-limited: downloads on the neutral port")

    def test_plain_tcp_slow_on_the_bittorrent_port_is_throttled_by_port(self):
        self.assertEqual(words(lambda t: {"kbps": 2000.0} if (t.direction, t.port) == (UP, KNOWN)
                               else {}), "throttled: all uploads on 6881")

    def test_a_blocked_transfer_has_no_rate(self):
        verdict = judge(all_transfers(lambda t: FORGED if t.protocol == BITTORRENT else {}),
                        KNOWN, NEUTRAL)
        self.assertEqual(verdict.row(), ["Yes", "Yes", "N/A", "N/A", "N/A", "N/A"])


if __name__ == "__main__":
    unittest.main()
