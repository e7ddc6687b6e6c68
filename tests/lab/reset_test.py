# SPDX-License-Identifier: Apache-2.0
"""A rule that resets, in the path: nothing that it is about goes on."""
import pathlib
import sys

import teardown

sys.path.append(str(pathlib.Path(__file__).resolve().parent / "latency"))

# Where the round trip is shorter: what this process takes to hear from 2,000 sockets.
LEAST_S = 0.02


def tear_down(lab, rtt_ms, loss_percent=0):
    import place
    hop = teardown.far_hop(rtt_ms, loss_percent)
    scene = lab.scene() if hop is None else lab.open.enter_context(
        place.Place(homes=1, far_hop=hop))
    lab.sluiced(scene, rules=[teardown.RULE], nice=-20)
    outcome = teardown.play(scene, between_s=teardown.BETWEEN_S)
    # A lost reset is followed by another when its end speaks again.
    if loss_percent or not lab.strict:
        return teardown.expect(outcome, max(3e-3 * rtt_ms, 0.6), 3)
    return teardown.expect(outcome, max(1e-3 * rtt_ms, LEAST_S), max(1e-3 * rtt_ms, LEAST_S))


def test_torrents_are_reset_at_both_ends_at_once(lab):
    """500 torrents end the moment they begin, at both ends; 500 other connections go on."""
    return tear_down(lab, 0)


def test_torrents_are_reset_within_a_round_trip_of_20_ms(lab):
    """The same where the other end is 20 ms away: none takes longer."""
    return tear_down(lab, 20)


def test_torrents_are_reset_within_a_round_trip_of_100_ms(lab):
    """The same where the other end is 100 ms away."""
    return tear_down(lab, 100)


def test_lost_resets_are_followed_by_others(lab):
    """The same where one in a hundred packets is lost behind the box: all end within 3 s."""
    return tear_down(lab, 20, loss_percent=1)
