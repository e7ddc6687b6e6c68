# SPDX-License-Identifier: Apache-2.0
"""The detector's tables, for people."""
from verdict import BITTORRENT, DIRECTIONS, PLAIN, Ending

COLUMNS = ["BT blocking ({known})", "BT blocking ({neutral})",
           "Rate-limiting (Upload, {known})", "Rate-limiting (Upload, {neutral})",
           "Rate-limiting (Download, {known})", "Rate-limiting (Download, {neutral})"]


def shown(transfer):
    if transfer.ending is Ending.COMPLETE:
        return "no rate" if transfer.kbps is None else f"{transfer.kbps:.0f}"
    return transfer.ending.value


def transfers_table(run):
    """A line for each of the eight, numbered as the thesis's section 3.3 numbers them."""
    number = 0
    for port in (run.verdict.known, run.verdict.neutral):
        for direction in DIRECTIONS:
            for protocol in (BITTORRENT, PLAIN):
                number += 1
                same = [t for t in run.transfers
                        if (t.protocol, t.direction, t.port) == (protocol, direction, port)]
                yield (f"  {number}  {direction + 'load':<9}{protocol:<11}{port:>6}   "
                       f"{'  '.join(f'{shown(t):>13}' for t in same)}  kbit/s")


def week_table(rows, known, neutral):
    """Weekday and six answers, as Markdown: the thesis's seven-day tables."""
    heads = ["Weekday", *(column.format(known=known, neutral=neutral) for column in COLUMNS)]
    widths = [max(len(heads[n]), 9) for n in range(len(heads))]
    def line(cells):
        return "| " + " | ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths)) + " |"
    return [line(heads), "|" + "|".join("-" * (width + 2) for width in widths) + "|",
            *(line([day, *answers]) for day, answers in rows)]
