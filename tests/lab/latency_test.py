# SPDX-License-Identifier: Apache-2.0
"""A segment that is full: what its homes notice of each other. The whole of it is `make latency`."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent / "latency"))

SECONDS = 8
# A machine of two cores runs both ends, the box and the far hop: its own stalls are among these.
# The same flows in one FIFO cost 400 ms.
MOST_ADDED_MS = 40
LEAST_USE_PERCENT = 90
LEAST_JAIN = 0.95


def test_a_home_with_32_downloads_costs_its_neighbour_neither_delay_nor_rate(lab):
    """With 32 downloads next door a home's packets come at once, and its one gets half the link."""
    import boxes
    import place
    import plays
    import windows
    segment = lab.open.enter_context(place.Place(homes=2, delay_ms=20))
    lab.sluiced(segment, policy_sections=boxes.shaped(),
                subscribers=[boxes.Home(home) for home in segment.homes])
    instruments = windows.Instruments(segment, segment.homes)
    instruments.idle(2)
    window = plays.bulk_at_both(segment, instruments, SECONDS)
    added = window.delays[1].at(95)
    use = window.use_percent(boxes.LINK_MBPS)
    assert added <= MOST_ADDED_MS, f"the neighbour's packets take {added:.1f} ms more"
    assert use >= LEAST_USE_PERCENT, f"{use:.1f} % of the link are used"
    assert use <= 101, f"{use:.1f} % of the segment's capacity passed"
    assert window.jain_of_homes >= LEAST_JAIN, \
        f"32 flows got {window.home_mbps[0]:.1f} Mbit/s, one flow {window.home_mbps[1]:.1f}"
    return (f"+{added:.1f} ms (95 %), {window.home_mbps[0]:.1f} and {window.home_mbps[1]:.1f} "
            f"Mbit/s, {use:.1f} % of the link")
