# SPDX-License-Identifier: Apache-2.0
"""The tables: what was measured, beside what others have published."""
import statistics

from results import percentile, ratio

# As RFC 5594 (5.1.1, 5.1.2), RFC 5632 and Aggarwal, Feldmann and Scheideler (CCR 2007) have it.
PUBLISHED = (
    ("P4P (RFC 5594)", "-49 %", "", "-20 %", "a field test; from 98 % of the traffic to 50 %"),
    ("Comcast (RFC 5632)", "-83 %", "-35 %", "-46 %", "a field test; rate +85 %"),
    ("ISP oracle (Aggarwal)", "", "", "-16 to -34 %",
     "simulated; exchanges that stay local, 10 % to 60-80 %"),
    ("Ono", "", "", "-24 %", "a field test; rate +31 %"),
)
HEADINGS = ("", "completion, s", "", "", "incoming, MB", "", "outgoing, MB", "",
            "beside the plain tracker", "")
COLUMNS = ("", "median", "p95", "stalled", "median", "p95", "median", "p95", "incoming",
           "completion")
WIDTHS = (22, 7, 7, 7, 7, 7, 7, 7, 9, 10)


def line(cells):
    return "  ".join(f"{cell:<{width}}" if number == 0 else f"{cell:>{width}}"
                     for number, (cell, width) in enumerate(zip(cells, WIDTHS))).rstrip()


def percent_off(value):
    """A ratio as what it is more or less."""
    return "" if value is None else f"{100 * (value - 1):+.0f} %"


def row(summary, plain):
    counts = [f"{value / 1e6:.1f}" for counts in (summary.incoming, summary.outgoing)
              for value in (statistics.median(counts), percentile(counts, 95))]
    beside = ["", ""]
    if plain:
        beside = [percent_off(ratio(summary.crossed(), plain.crossed())),
                  percent_off(ratio(summary.medians(), plain.medians()))]
    return line([summary.arm.name, f"{summary.median:.1f}", f"{summary.p95:.1f}",
                 str(summary.stalled), *counts, *beside])


def runs_table(summaries):
    """`summaries`: by the name of the arm."""
    yield "completion of leechers, and bytes that an ISP got from the others and sent to them, " \
          "all of its links"
    yield line(HEADINGS)
    yield line(COLUMNS)
    for summary in summaries.values():
        yield row(summary, summaries.get(summary.arm.beside))


def published_table():
    yield f"{'published':22}  {'incoming':>9}  {'outgoing':>9}  {'completion':>12}"
    for name, incoming, outgoing, completion, how in PUBLISHED:
        yield f"{name:22}  {incoming:>9}  {outgoing:>9}  {completion:>12}  {how}"


def lists_table(lists):
    """`lists`: what bench-swarm-lists says."""
    yield "peers told that are in the asker's AS, at random and by sluice-tracker; of all askers, " \
          "and of those in ASes with more than 20 peers"
    yield f"{'swarm':>7}{'ASes':>7}{'wanted':>8}{'told':>7}{'random':>9}{'guided':>9}" \
          f"{'random, large':>15}{'guided, large':>15}{'an announce':>13}{'ranking all':>13}"
    for of in lists:
        yield (f"{of['peers']:>7}{of['ases']:>7}{of['wanted']:>8}{of['told']:>7.0f}"
               f"{of['random_near']:>9.1%}{of['near']:>9.1%}{of['random_near_in_large']:>15.1%}"
               f"{of['near_in_large']:>15.1%}{of['announce_us']:>10.1f} us"
               f"{of['rank_all_us']:>10.0f} us")
