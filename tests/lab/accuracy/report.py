# SPDX-License-Identifier: Apache-2.0
"""What a reader sees: a line for each scene, then recall, precision and the numbers to reach."""
import json

import scoring
from forms import ENCRYPTED, OTHER


def percent(share):
    return "-" if share.percent is None else f"{share.percent:.1f}"


class Report:
    def __init__(self):
        self.flows = []
        self.problems = []
        self.results = []
        self.skips = []

    def take(self, wanted, outcome, found, lines, seconds):
        """What became of a scene: "played" with its flows, "skipped" or "failed" with a reason."""
        if outcome == "played":
            self.flows += found
            named = scoring.flows_share(found, lambda flow: flow.right)
            print(f"{seconds:5.1f} s  {wanted.name:30} {len(found):4} flows, "
                  f"{sum(f.bytes for f in found) / 1e6:6.1f} MB, {percent(named):>5} % named right",
                  flush=True)
            self.problems += [f"{wanted.name}: {line}" for line in lines]
        elif outcome == "skipped":
            self.skips.append(f"{wanted.name}: {found}")
            print(f"   skip  {wanted.name}: {found}", flush=True)
        else:
            self.problems.append(f"{wanted.name}: {found}")
            print(f"   FAIL  {wanted.name}: {found}", flush=True)
        for line in lines:
            print(f"         {line}", flush=True)

    def live(self, lines):
        print("\nsluicectl flows list, with the daemon between the peers")
        for line in lines:
            print(f"  {line}")

    def captures(self, observed):
        results, lines = observed
        self.results += results
        print()
        for line in lines:
            print(f"  {line}")

    def _recall(self):
        print(f"\n{'recall':14} {'form':14} {'signalling':10} {'flows':>6} {'MB':>7}   "
              f"{'exact':>6}{'coherent':>9}{'endpoint':>9}{'suspect':>8}{'none':>6}   "
              f"{'% flows':>7} {'% bytes':>7}")
        p2p = [f for f in self.flows if f.kind != OTHER]
        for (client, form, hidden), flows in scoring.grouped(p2p, "client", "form",
                                                             "hidden").items():
            grades = [sum(f.grade == grade for f in flows) for grade in reversed(scoring.GRADES)]
            print(f"{client:14} {form:14} {'hidden' if hidden else 'visible':10} {len(flows):6} "
                  f"{sum(f.bytes for f in flows) / 1e6:7.2f}   "
                  f"{grades[0]:6}{grades[1]:9}{grades[2]:9}{grades[3]:8}{grades[4]:6}   "
                  f"{percent(scoring.flows_share(flows, lambda f: f.hit)):>7} "
                  f"{percent(scoring.bytes_share(flows, lambda f: f.hit)):>7}")

    def _others(self):
        print(f"\n{'other traffic':14} {'flows':>6} {'MB':>7}   {'right':>6}{'unknown':>8}"
              f"{'wrong':>6}{'suspect':>8}{'P2P':>5}   said")
        others = [f for f in self.flows if f.kind == OTHER]
        for (form,), flows in scoring.grouped(others, "form").items():
            right = sum(f.right for f in flows)
            unknown = sum(f.label == "unknown" for f in flows)
            suspect = sum(f.suspected for f in flows)
            said = sorted({f.label for f in flows})
            print(f"{form:14} {len(flows):6} {sum(f.bytes for f in flows) / 1e6:7.2f}   "
                  f"{right:6}{unknown:8}{len(flows) - right - unknown - suspect:6}{suspect:8}"
                  f"{sum(f.false_positive for f in flows):5}   {', '.join(said)}")

    def _precision(self):
        print(f"\n{'precision':26} {'grade':10} {'flows':>6} {'right':>6}   {'% flows':>7} "
              f"{'% bytes':>7}   wrong")
        named = [f for f in self.flows if f.label != "unknown"]
        for (label, grade), flows in scoring.grouped(named, "label", "grade").items():
            wrong = sorted({f"{f.form} in {f.scene}" for f in flows if not f.right})
            print(f"{label:26} {grade:10} {len(flows):6} {sum(f.right for f in flows):6}   "
                  f"{percent(scoring.flows_share(flows, lambda f: f.right)):>7} "
                  f"{percent(scoring.bytes_share(flows, lambda f: f.right)):>7}   "
                  f"{'; '.join(wrong[:3])}{' ...' if len(wrong) > 3 else ''}")

    def _missed(self, limit=12):
        """The forms that fall short of their goal, each by the scenes to replay."""
        missed = [f for f in self.flows if f.kind != OTHER and not f.hit and
                  not (f.kind == ENCRYPTED and f.suspected)]
        lines = [f"  {scene}.pcap: {len(flows)} of {form} called "
                 f"{', '.join(sorted({f.label for f in flows}))}"
                 for (scene, form), flows in scoring.grouped(missed, "scene", "form").items()]
        if lines:
            print("\nmissed, to replay from build/accuracy:\n" + "\n".join(lines[:limit]))
            if len(lines) > limit:
                print(f"  and {len(lines) - limit} more")

    def finish(self, file, every_scene):
        """Prints the rest, writes the results, and returns the exit status.

        A number that nothing was measured for is amiss only where every scene was to be played.
        """
        self._recall()
        self._others()
        self._precision()
        self._missed()
        results = scoring.results(self.flows) + self.results
        print("\nnumbers to reach")
        for result in results:
            if result.value is None:
                print(f"  not measured {result.name}: goal {result.goal} {result.unit}")
                continue
            print(f"  {'reached     ' if result.holds else 'NOT REACHED '} {result.name}: "
                  f"{result.value:.2f} {result.unit}, goal {result.goal}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps([r.as_json() for r in results], indent=1) + "\n",
                        encoding="utf-8")
        unmeasured = sum(result.value is None for result in results)
        short = sum(not result.holds for result in results) - unmeasured
        print(f"accuracy: {len(results) - short - unmeasured} reached, {short} not reached, "
              f"{unmeasured} not measured, {len(self.problems)} faults of the lab, "
              f"{len(self.skips)} skipped")
        return 1 if short or self.problems or (every_scene and unmeasured) else 0
