# SPDX-License-Identifier: Apache-2.0
"""What was measured, and whether it is what the project promises."""


class Results:
    """What was measured, beside what the project promises."""

    def __init__(self):
        self.rows = []

    def figure(self, name, value, unit, goal=None, holds=None):
        row = {"name": name, "value": round(value, 3), "unit": unit, "goal": goal, "holds": holds}
        self.rows.append(row)
        verdict = "" if holds is None else "holds" if holds else "NOT MET"
        print(f"  {name:<58} {value:>12,.1f} {unit:<10} {goal or '':<22} {verdict}", flush=True)

    def at_most(self, name, value, unit, limit):
        self.figure(name, value, unit, f"at most {limit:g}", value <= limit)

    def at_least(self, name, value, unit, limit):
        self.figure(name, value, unit, f"at least {limit:g}", value >= limit)

    def not_measured(self, name, unit, goal, reason):
        """A figure with a goal, such as "at most 50", that could not be had here does not hold."""
        self.rows.append({"name": name, "value": None, "unit": unit, "goal": goal, "holds": False})
        print(f"  {name:<58} {'-':>12} {unit:<10} {goal:<22} NOT MET: {reason}", flush=True)

    def hold(self):
        return all(row["holds"] is not False for row in self.rows)
