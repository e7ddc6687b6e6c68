# SPDX-License-Identifier: Apache-2.0
"""What a target measures, beside what the project promises."""
import json


class Measured:
    """The rows of build/results/TARGET.json."""

    def __init__(self, target):
        self.target = target
        self.rows = []

    def figure(self, name, value, unit, goal=None, holds=None):
        self.rows.append({"name": name, "value": round(value, 6), "unit": unit, "goal": goal,
                          "holds": holds})

    def at_most(self, name, value, unit, limit):
        self.figure(name, value, unit, f"at most {limit:.4g}", value <= limit)

    def at_least(self, name, value, unit, limit):
        self.figure(name, value, unit, f"at least {limit:.4g}", value >= limit)

    @property
    def goals(self):
        return [row for row in self.rows if row["holds"] is not None]

    @property
    def short(self):
        return [row for row in self.goals if not row["holds"]]

    def print_goals(self):
        print("\nnumbers to reach")
        for row in self.goals:
            print(f"  {'reached     ' if row['holds'] else 'NOT REACHED '} {row['name']}: "
                  f"{row['value']:.4g} {row['unit']}, goal {row['goal']}")

    def write(self, folder):
        write_json(folder, self.target, self.rows)


def write_json(folder, name, content):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
