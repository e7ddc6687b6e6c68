#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws docs/latency.svg from the curves that `make latency` has left in build/results.

Left the neighbour's delay, on the scale of percentiles that shows the tail; right what each home
got. Light or dark as the reader's page is.
"""
import json
import math
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
ALONE, BOTH = "20 ms, 32 cubic flows", "20 ms, bulk at both homes"
BOXES = ("nothing", "fq_codel", "CAKE", "Sluice")
GOAL_MS = 5.24
LINK_MBPS = 50
LEAST_MS, MOST_MS = 0.1, 1000

WIDTH, HEIGHT = 920, 400
LEFT, RIGHT, TOP, BOTTOM = 62, 520, 64, 340  # of the curves
BARS_LEFT, BARS_RIGHT = 640, 896

STYLE = """\
  :root { --ink: #1f2328; --soft: #656d76; --line: #d0d7de; --paper: #ffffff;
          --nothing: #8c959f; --fq_codel: #b35900; --CAKE: #8250df; --Sluice: #0969da; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e6edf3; --soft: #8d96a0; --line: #30363d; --paper: #0d1117;
            --nothing: #7d8590; --fq_codel: #e3953e; --CAKE: #bc8cff; --Sluice: #58a6ff; } }
  text { font: 12px system-ui, sans-serif; fill: var(--soft); }
  .title { font-size: 14px; font-weight: 600; fill: var(--ink); }
  .grid { stroke: var(--line); stroke-width: 1; }
  .goal { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 4 3; }
  .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
"""


def x_of(permille):
    """50 % at the left, 99.5 % at the right, each tenth of the rest as wide as the one before."""
    span = math.log10(1000 / 5) - math.log10(2)
    return LEFT + (RIGHT - LEFT) * (math.log10(1000 / (1000 - permille)) - math.log10(2)) / span


def y_of(milliseconds):
    share = math.log10(max(milliseconds, LEAST_MS) / LEAST_MS) / math.log10(MOST_MS / LEAST_MS)
    return BOTTOM - (BOTTOM - TOP) * min(1, share)


def text(x, y, words, anchor="start", kind="", fill=""):
    style = f' style="fill: var(--{fill})"' if fill else ""
    return (f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"'
            f'{f" class={chr(34)}{kind}{chr(34)}" if kind else ""}{style}>{words}</text>')


def line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def axes():
    yield text(LEFT, 24, "What the neighbour’s packets wait for 32 downloads next door",
               kind="title")
    yield text(LEFT, 42, "ms beyond an idle round trip, by share of the packets")
    for milliseconds in (0.1, 1, 10, 100, 1000):
        yield line(LEFT, y_of(milliseconds), RIGHT, y_of(milliseconds), "grid")
        yield text(LEFT - 8, y_of(milliseconds) + 4, f"{milliseconds:g}", "end")
    for permille in (500, 900, 950, 990, 995):
        yield line(x_of(permille), TOP, x_of(permille), BOTTOM, "grid")
        yield text(x_of(permille), BOTTOM + 18, f"{permille / 10:g} %", "middle")
    yield line(LEFT, y_of(GOAL_MS), RIGHT, y_of(GOAL_MS), "goal")
    yield text(LEFT + 4, y_of(GOAL_MS) - 5, "to reach at 99 %")


def apart(labels, least=14):
    """Labels at their curves' ends, moved until none covers another."""
    placed = []
    for y, box in sorted(labels):
        placed.append((max(y, placed[-1][0] + least) if placed else y, box))
    return placed


def curves(by_box):
    ends = []
    for box in filter(by_box.get, BOXES):
        points = by_box[box]["permille"]
        path = " ".join(f"{x_of(permille):.1f},{y_of(ms):.1f}" for permille, ms in points)
        yield f'<polyline points="{path}" class="curve" style="stroke: var(--{box})"/>'
        ends.append((y_of(points[-1][1]) + 4, box))
    for y, box in apart(ends):
        yield text(RIGHT + 8, y, box, fill=box)


def bars(by_box):
    yield text(BARS_LEFT, 24, "32 downloads and one", kind="title")
    yield text(BARS_LEFT, 42, "Mbit/s of homes 1 and 2")
    shown = [box for box in BOXES if box in by_box]
    width = (BARS_RIGHT - BARS_LEFT) / max(1, len(shown))
    half = BOTTOM - (BOTTOM - TOP) / 2
    for number, box in enumerate(shown):
        for home, mbps in enumerate(by_box[box]["home_mbps"]):
            height = (BOTTOM - TOP) * mbps / LINK_MBPS
            x = BARS_LEFT + number * width + home * width * 0.4
            yield (f'<rect x="{x:.1f}" y="{BOTTOM - height:.1f}" width="{width * 0.36:.1f}" '
                   f'height="{height:.1f}" style="fill: var(--{box}); '
                   f'opacity: {0.45 if home == 0 else 1}"/>')
            yield text(x + width * 0.18, BOTTOM - height - 5, f"{mbps:.0f}", "middle")
        yield text(BARS_LEFT + number * width + width * 0.38, BOTTOM + 18, box, "middle", fill=box)
    yield line(BARS_LEFT - 6, BOTTOM, BARS_RIGHT, BOTTOM, "grid")
    yield line(BARS_LEFT - 6, half, BARS_RIGHT, half, "goal")
    yield text(BARS_RIGHT, BOTTOM + 36, "pale: home 1, with 32; dashed: half of the link", "end")


def draw(found):
    def of(scene):
        return {curve["box"]: curve for curve in found if curve["scene"] == scene}

    content = [*axes(), *curves(of(ALONE)), *bars(of(BOTH)),
               text(LEFT, HEIGHT - 12, f"{LINK_MBPS} Mbit/s, 20 ms away, cubic; make latency")]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'role="img" aria-label="Delay and rates with nothing, fq_codel, CAKE and Sluice">\n'
            f"<!-- SPDX-License-Identifier: Apache-2.0 -->\n<style>\n{STYLE}</style>\n"
            f'<rect width="{WIDTH}" height="{HEIGHT}" style="fill: var(--paper)"/>\n'
            + "\n".join(content) + "\n</svg>\n")


def main():
    found = json.loads((ROOT / "build/results/latency-curves.json").read_text(encoding="utf-8"))
    missing = [box for box in BOXES
               if not any(curve["box"] == box and curve["scene"] == ALONE for curve in found)]
    if missing:
        sys.exit(f"picture: the last run of make latency had no {', '.join(missing)}")
    (ROOT / "docs/latency.svg").write_text(draw(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
