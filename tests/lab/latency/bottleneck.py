# SPDX-License-Identifier: Apache-2.0
"""The bottleneck scene's tables, and the numbers that Sluice is to reach in it."""
import boxes
import plays
from measures import percentile, serialisation_ms

ADDED_MS = 5 + serialisation_ms(boxes.LINK_MBPS)
USE_PERCENT = 97
FAIR = 0.99
HOMES = ("own", "neighbour's")


def milliseconds(value):
    return f"{value:7.1f}" if value < 1000 else f"{value:7.0f}"


def three(delays):
    return "".join(milliseconds(delays.at(percent)) for percent in (50, 95, 99))


def print_alone(outcomes, congestion):
    print(f"\n  {plays.FLOWS} bulk flows ({congestion}) at home 1, home 2 has its interactive flow "
          f"alone; added delay in ms")
    print(f"    {'':10} {'own, 50 95 99 %':>21}   {'neighbour, 50 95 99 %':>21} {'lost %':>7}   "
          f"{'use %':>6}  {'Jain, flows':>11}")
    for outcome in outcomes:
        if window := outcome.alone.get(congestion):
            own, neighbour = window.delays
            print(f"    {outcome.box.name:10} {three(own)}   {three(neighbour)} "
                  f"{neighbour.lost_percent:7.2f}   {window.use_percent(boxes.LINK_MBPS):6.1f}  "
                  f"{window.jain_of_flows:11.4f}")


def print_both(outcomes):
    print(f"\n  {plays.FLOWS} bulk flows at home 1, one at home 2; rates in Mbit/s")
    print(f"    {'':10} {'neighbour, 50 95 99 %':>21}   {'home 1':>7} {'home 2':>7}   "
          f"{'Jain, homes':>11}   {'use %':>6}")
    for outcome in outcomes:
        if window := outcome.both:
            print(f"    {outcome.box.name:10} {three(window.delays[1])}   "
                  f"{window.home_mbps[0]:7.2f} {window.home_mbps[1]:7.2f}   "
                  f"{window.jain_of_homes:11.4f}   {window.use_percent(boxes.LINK_MBPS):6.1f}")


def print_mixed(outcomes):
    print("\n  two swarms at home 1; a video and web pages at home 2")
    print(f"    {'':10} {'neighbour, 50 95 99 %':>21}   {'page s, 50 95 %':>15}   "
          f"{'segments late':>13}   {'TCP':>6} {'uTP':>6} Mbit/s   {'use %':>6}")
    for outcome in outcomes:
        if mixed := outcome.mixed:
            pages = mixed.page_seconds
            late = f"{mixed.late_segments} of {len(mixed.segment_seconds)}"
            print(f"    {outcome.box.name:10} {three(mixed.window.delays[1])}   "
                  f"{percentile(pages, 50):7.2f} {percentile(pages, 95):7.2f}   {late:>13}   "
                  f"{mixed.swarm_mbps['tcp']:6.1f} {mixed.swarm_mbps['utp']:6.1f}        "
                  f"{mixed.window.use_percent(boxes.LINK_MBPS):9.1f}")


def print_tables(outcomes):
    """Of all boxes in one place."""
    delay_ms = outcomes[0].delay_ms
    print(f"\n== {boxes.LINK_MBPS} Mbit/s, {delay_ms} ms away")
    for outcome in outcomes:
        print(f"    {outcome.box.name:10} {outcome.box.about}; idle: "
              f"{outcome.idle_ms[1]:.1f} ms, 99 % "
              f"{outcome.idle.delays[1].at(99):.1f} ms")
    for congestion in ("cubic", "bbr"):
        if any(congestion in outcome.alone for outcome in outcomes):
            print_alone(outcomes, congestion)
    if any(outcome.both for outcome in outcomes):
        print_both(outcomes)
    if any(outcome.mixed for outcome in outcomes):
        print_mixed(outcomes)


def windows_of(outcome):
    """Each window with bulk flows, by what it is called."""
    found = {f"{plays.FLOWS} {congestion} flows": window
             for congestion, window in outcome.alone.items()}
    if outcome.both:
        found["bulk at both homes"] = outcome.both
    return found


def add_figures(results, outcome):
    """Of a box that nothing is promised of."""
    for loads, window in windows_of(outcome).items():
        where = f"{outcome.box.name}, {outcome.delay_ms} ms, {loads}"
        for home, delays in zip(HOMES, window.delays):
            for percent in (50, 95, 99):
                results.figure(f"{where}: {home} added delay, {percent} %", delays.at(percent),
                               "ms")
        results.figure(f"{where}: link use", window.use_percent(boxes.LINK_MBPS), "%")
        results.figure(f"{where}: Jain of flows", window.jain_of_flows, "")
    if outcome.both:
        results.figure(f"{outcome.box.name}, {outcome.delay_ms} ms: Jain of homes",
                       outcome.both.jain_of_homes, "")
    if mixed := outcome.mixed:
        where = f"{outcome.box.name}, {outcome.delay_ms} ms, swarms beside video and web"
        results.figure(f"{where}: neighbour's added delay, 99 %", mixed.window.delays[1].at(99),
                       "ms")
        results.figure(f"{where}: page, 95 %", percentile(mixed.page_seconds, 95), "s")
        results.figure(f"{where}: late video segments", mixed.late_segments, "")


def add_goals(results, outcome, cake):
    """What is promised of Sluice; `cake`: how CAKE did in the same run, if it was played."""
    by_cake = windows_of(cake) if cake else {}
    for loads, window in windows_of(outcome).items():
        where = f"{outcome.box.name}, {outcome.delay_ms} ms, {loads}"
        for number, (home, delays) in enumerate(zip(HOMES, window.delays)):
            limit = ADDED_MS
            if loads in by_cake:
                limit = max(limit, by_cake[loads].delays[number].at(99))
            results.at_most(f"{where}: {home} added delay, 99 %", delays.at(99), "ms", limit)
        results.at_least(f"{where}: link use", window.use_percent(boxes.LINK_MBPS), "%",
                         USE_PERCENT)
        results.at_least(f"{where}: Jain of equal flows", window.jain_of_flows, "", FAIR)
    if outcome.both:
        results.at_least(f"{outcome.box.name}, {outcome.delay_ms} ms: Jain of homes with 1 and "
                         f"{plays.FLOWS} flows", outcome.both.jain_of_homes, "", FAIR)


def add_curves(results, outcome):
    for loads, window in windows_of(outcome).items():
        results.curve(f"{outcome.delay_ms} ms, {loads}", outcome.box.name, window)
