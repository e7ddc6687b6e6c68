# SPDX-License-Identifier: Apache-2.0
"""The tables, for people."""

HEADINGS = ("", "outage, ms", "lost", "dup.", "reord.", "late", "TCP back, ms", "swarm",
            "meanwhile")
WIDTHS = (37, 13, 13, 5, 7, 6, 13, 11, 0)


def line(cells):
    return "  ".join(f"{cell:<{width}}" if number in (0, 8) else f"{cell:>{width}}"
                     for number, (cell, width) in enumerate(zip(cells, WIDTHS))).rstrip()


def pair(values, form="{:.0f}"):
    """At the fault, and at its end."""
    return " + ".join("never" if value is None else form.format(value) for value in values)


def row(outcome):
    moments = (outcome.broken, outcome.mended)
    flows = outcome.broken.flows + outcome.mended.flows
    before, after = outcome.swarm_mbps
    return line([outcome.fault.name,
                 pair([moment.outage.ms for moment in moments]),
                 pair([moment.flows.lost for moment in moments]),
                 str(flows.duplicated),
                 f"{flows.reordered}/{flows.reordered_beyond}", str(flows.late),
                 pair(outcome.tcp_back_ms) if outcome.tcp_kept else "lost",
                 f"{before:.0f} -> {after:.0f}", outcome.state])


def quiet_row(outcomes):
    """The worst of what was seen before any fault, for as long."""
    quiet = [outcome.quiet for outcome in outcomes]
    return line(["nothing at all, the worst of them",
                 f"{max(moment.outage.ms for moment in quiet):.0f}",
                 str(max(moment.flows.lost for moment in quiet)),
                 str(max(moment.flows.duplicated for moment in quiet)),
                 str(max(moment.flows.reordered for moment in quiet)),
                 str(max(moment.flows.late for moment in quiet)), "", "", "inspecting"])


def faults_table(outcomes):
    sent = max(outcome.broken.flows.sent for outcome in outcomes)
    yield (f"each fault + its end; irtt at 1 ms, two numbered flows (up to {sent} packets while "
           f"broken), TCP, a swarm in Mbit/s")
    yield line(HEADINGS)
    for outcome in outcomes:
        yield row(outcome)
    yield quiet_row(outcomes)


def restarts_line(of):
    return (f"{of.count} planned restarts under load, {of.seconds:.0f} s: {of.flows.lost} of "
            f"{of.flows.sent} packets lost, {of.flows.duplicated} twice, {of.flows.reordered} out "
            f"of order ({of.flows.reordered_beyond} beyond the change); as long without: "
            f"{of.quiet.lost} of {of.quiet.sent} lost")


def kills_lines(of):
    yield (f"{of.count} kills under load: longest outage {of.flows.outage_ms:.0f} ms, "
           f"{of.flows.lost} of {of.flows.sent} packets lost, no reception after "
           f"{of.without_reception}, TCP {'kept' if of.tcp_kept else 'lost'}")
    for when, held in (("before", of.before), ("after", of.after)):
        yield (f"  {when:6} {held.programs} programs, {held.maps} maps, {held.sockets} AF_XDP "
               f"sockets, {held.huge_pages} huge pages, {held.files} files")


def download_line(of):
    took = f"complete after {of.seconds:.0f} s" if of.seconds is not None else "NOT complete"
    return (f"a torrent through {of.faults} faults: {took} (undisturbed "
            f"{of.undisturbed_seconds:.0f} s), its connection lost {of.connections_lost} times")


def bypass_line(of):
    return (f"one core in bypass {of.ours_mpps:.2f} Mpps, a plain XDP redirect {of.plain_mpps:.2f} "
            f"Mpps: {of.ours_mpps / of.plain_mpps:.3f}; {100 * of.arrived_share:.2f} % arrived")


def shunt_line(of):
    return (f"nine of ten flows past the worker {of.shunted.mpps:.2f} Mpps "
            f"({100 * of.shunted.arrived_share:.0f} % of what was sent; the worker received "
            f"{100 * of.shunted.worker_share:.1f} %), all through it {of.through.mpps:.2f} Mpps "
            f"({100 * of.through.arrived_share:.0f} %): {of.shunted.mpps / of.through.mpps:.2f}")
