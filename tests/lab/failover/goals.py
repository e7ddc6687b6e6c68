# SPDX-License-Identifier: Apache-2.0
"""What was measured, and whether it is what the project promises. Pure."""
from guarded_wire import PATIENCE_MS
from measured import Measured

MOST_OUTAGE_MS = PATIENCE_MS + 5
MOST_BACK_MS = 1000
MOST_LOST = 1e-5          # of the packets of a planned restart
LEAST_OF_PLAIN = 0.9
LEAST_BY_SHUNT = 2
NEVER_MS = 1e6            # stands for a rate that is not back


class Results(Measured):
    def __init__(self):
        super().__init__("failover")

    def fault(self, outcome):
        name = outcome.fault.name
        moments = [("mended", outcome.mended)]
        if outcome.fault.promised:
            moments.insert(0, ("broken", outcome.broken))
        for when, moment in moments:
            if outcome.fault.promised == "outage":
                self.at_most(f"{name}: outage when {when}", moment.outage.ms, "ms", MOST_OUTAGE_MS)
            else:
                self.figure(f"{name}: outage when {when}", moment.outage.ms, "ms")
            self.figure(f"{name}: packets lost when {when}", moment.flows.lost, "packets")
        flows = outcome.broken.flows + outcome.mended.flows
        self.at_most(f"{name}: duplicated", flows.duplicated, "packets", 0)
        self.at_most(f"{name}: reordered beyond the change", flows.reordered_beyond, "packets", 0)
        self.at_least(f"{name}: TCP connections kept", int(outcome.tcp_kept), "of 1", 1)
        backs = outcome.tcp_back_ms if outcome.fault.promised else outcome.tcp_back_ms[1:]
        slowest = max(NEVER_MS if back is None else back for back in backs)
        if outcome.fault.promised:
            self.at_most(f"{name}: TCP back at 95 %", slowest, "ms", MOST_BACK_MS)
        else:
            self.figure(f"{name}: TCP back at 95 %", slowest, "ms")

    def restarts(self, of):
        name = f"{of.count} planned restarts"
        self.at_most(f"{name}: share of packets lost", of.flows.lost / max(1, of.flows.sent), "",
                     MOST_LOST)
        self.figure(f"{name}: the same without a restart", of.quiet.lost / max(1, of.quiet.sent),
                    "")
        self.at_most(f"{name}: duplicated", of.flows.duplicated, "packets", 0)
        self.at_most(f"{name}: reordered beyond the change", of.flows.reordered_beyond, "packets",
                     0)

    def kills(self, of):
        name = f"{of.count} kills"
        for what in ("programs", "maps", "sockets", "huge_pages", "files"):
            self.at_most(f"{name}: {what.replace('_', ' ')} more than before",
                         of.leaked.get(what, 0), "", 0)
        self.at_most(f"{name}: without reception after", of.without_reception, "kills", 0)
        self.at_most(f"{name}: longest outage", of.flows.outage_ms, "ms", MOST_OUTAGE_MS)
        self.at_most(f"{name}: duplicated", of.flows.duplicated, "packets", 0)
        self.at_least(f"{name}: TCP connections kept", int(of.tcp_kept), "of 1", 1)

    def download(self, of):
        name = f"a torrent through {of.faults} faults"
        self.at_least(f"{name}: downloads complete", int(of.seconds is not None), "of 1", 1)
        if of.seconds is not None:
            self.figure(f"{name}: took", of.seconds, "s")
        self.figure(f"{name}: would take undisturbed", of.undisturbed_seconds, "s")
        self.at_most(f"{name}: connections lost", of.connections_lost, "", 0)

    def bypass(self, of):
        self.figure("bypass, one core", of.ours_mpps, "million packets/s")
        self.figure("plain XDP redirect, one core", of.plain_mpps, "million packets/s")
        self.at_least("bypass beside a plain XDP redirect", of.ours_mpps / of.plain_mpps, "x",
                      LEAST_OF_PLAIN)

    def shunt(self, of):
        self.figure("nine of ten flows past the worker", of.shunted.mpps, "million packets/s")
        self.figure("all through the worker", of.through.mpps, "million packets/s")
        self.figure("what the worker received of what was sent, nine of ten past it",
                    of.shunted.worker_share, "")
        self.at_least("the box's rate with nine of ten flows past the worker",
                      of.shunted.mpps / of.through.mpps, "x", LEAST_BY_SHUNT)
