# SPDX-License-Identifier: Apache-2.0
"""What was measured, and whether it is what the project promises."""
import json


class Results:
    def __init__(self):
        self.rows = []
        self.curves = []

    def figure(self, name, value, unit, goal=None, holds=None):
        self.rows.append({"name": name, "value": round(value, 4), "unit": unit, "goal": goal,
                          "holds": holds})

    def at_most(self, name, value, unit, limit):
        self.figure(name, value, unit, f"at most {limit:.4g}", value <= limit)

    def at_least(self, name, value, unit, limit):
        self.figure(name, value, unit, f"at least {limit:.4g}", value >= limit)

    def curve(self, scene, box, window):
        """For the picture: what each home got, and the added delay that so many thousandths of the
        neighbour's packets stayed under."""
        self.curves.append({"scene": scene, "box": box,
                            "home_mbps": [round(rate, 2) for rate in window.home_mbps],
                            "permille": [[permille, round(window.delays[1].at(permille / 10), 3)]
                                         for permille in (*range(500, 1000, 10), 995)]})

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
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in (("latency", self.rows), ("latency-curves", self.curves)):
            (folder / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n",
                                                 encoding="utf-8")
