# SPDX-License-Identifier: Apache-2.0
"""Text for a person who looks on."""
import sys

TERMINAL = sys.stdout.isatty()


def style(code, text):
    return f"\033[{code}m{text}\033[0m" if TERMINAL else text


def bold(text):
    return style("1", text)


def dim(text):
    return style("2", text)


def verdict_mark(ok):
    return style("32", "ok ") if ok else style("31", "BAD")
