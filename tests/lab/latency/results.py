# SPDX-License-Identifier: Apache-2.0
"""What was measured, and whether it is what the project promises."""
from measured import Measured, write_json


class Results(Measured):
    def __init__(self):
        super().__init__("latency")
        self.curves = []

    def curve(self, scene, box, window):
        """For the picture: what each home got, and the added delay that so many thousandths of the
        neighbour's packets stayed under."""
        self.curves.append({"scene": scene, "box": box,
                            "home_mbps": [round(rate, 2) for rate in window.home_mbps],
                            "permille": [[permille, round(window.delays[1].at(permille / 10), 3)]
                                         for permille in (*range(500, 1000, 10), 995)]})

    def write(self, folder):
        super().write(folder)
        write_json(folder, "latency-curves", self.curves)
