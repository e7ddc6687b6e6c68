# SPDX-License-Identifier: Apache-2.0
"""The study's result tables (its section 5), with what is expected beside what was observed."""
import textwrap

WIDTHS = (13, 34, 62)
HEADINGS = {"allowed": "First Configuration: several connections per address are allowed",
            "not-allowed": "Second Configuration: several connections per address are not allowed"}


def rule():
    return "+" + "+".join("-" * (width + 2) for width in WIDTHS) + "+"


def row(*cells):
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, WIDTHS)]
    height = max(map(len, wrapped))
    padded = [lines + [""] * (height - len(lines)) for lines in wrapped]
    return ["| " + " | ".join(f"{line:{width}}" for line, width in zip(lines, WIDTHS)) + " |"
            for lines in zip(*padded)]


def table(configuration, outcomes):
    """`outcomes`: (test, findings, or None where it is not applicable) in the order to print."""
    lines = [HEADINGS[configuration], rule(), *row("Test", "Expected", "Observed"), rule()]
    for test, findings in outcomes:
        if findings is None:
            lines += row(f"Test_{test.id}", "not applicable", "not applicable")
        else:
            verdict = "as expected" if findings.holds else "NOT AS EXPECTED"
            lines += row(f"Test_{test.id}", test.expected[configuration],
                         f"{verdict}: {findings.observed}")
    return lines + [rule()]
