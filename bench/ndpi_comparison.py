# SPDX-License-Identifier: Apache-2.0
"""The whole pipeline beside nDPI, on the same packets: its library alone, and its own reader."""
import resource
import statistics
import subprocess

ROUNDS = 3  # of each, in turn

def core_seconds(arguments):
    """User and system time of a program that ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def reader_ns(programs, mix):
    """ndpiReader's core time for a capture, a packet: the whole process; and without its start-up,
    which is what an empty capture takes."""
    def seconds(capture):
        return core_seconds(["ndpiReader", "-q", "-i", programs.capture(capture)])
    whole, start_up = seconds(f"{mix}-long"), seconds("empty")
    ns = 1e9 / programs.packets[f"{mix}-long"]
    return whole * ns, (whole - start_up) * ns


# By capture: what it is called, and how many times less than libndpi's library and ndpiReader the
# box takes at the most.
MIXES = {
    "bittorrent": ("BitTorrent mix", 2, 10),
    "broad": ("broad mix", 3, None),
    "captured": ("real captures", 3, None),
}


def beside_ndpi(programs, results):
    for mix, (title, library_goal, reader_goal) in MIXES.items():
        if mix not in programs.packets:
            continue
        print(f"\nBeside nDPI 4.2, {title}, fresh flows, about 1 k at a time")
        ours, library, reader = [], [], []
        for _ in range(ROUNDS):
            ours.append(programs.pipeline("fresh", mix, 1_024))
            library.append(programs.json("bench-ndpi", programs.capture(mix), 51))
            reader.append(reader_ns(programs, mix))
        classifier = programs.json("bench-classifier", "mix", programs.capture(mix))
        beyond = [costs["beyond_ns"] for costs in ours]
        total = [costs["total_ns"] for costs in ours]
        alone = [costs["ns_per_packet"] for costs in library]
        median = statistics.median
        results.figure(f"{title}: whole pipeline", median(total), "ns/packet")
        results.figure(f"{title}: beyond the baseline", median(beyond), "ns/packet")
        results.figure(f"{title}: of that the classifier", classifier["ns_per_packet"],
                       "ns/packet")
        results.figure(f"{title}: libndpi alone, no flow table", median(alone), "ns/packet")
        results.figure(f"{title}: ndpiReader, whole process", median(w for w, _ in reader),
                       "ns/packet")
        library_ratio = median(n / b for n, b in zip(alone, beyond))
        reader_ratio = median(whole / t for (whole, _), t in zip(reader, total))
        running_ratio = median(running / t for (_, running), t in zip(reader, total))
        results.at_least(f"{title}: libndpi, times ours beyond the baseline", library_ratio, "x",
                         library_goal)
        results.figure(f"{title}: libndpi, times our classifier alone",
                       median(alone) / classifier["ns_per_packet"], "x")
        of_reader = f"{title}: ndpiReader's whole process, times our pipeline"
        if reader_goal:
            results.at_least(of_reader, reader_ratio, "x", reader_goal)
        else:
            results.figure(of_reader, reader_ratio, "x")
        # The other way to read the goal: of a long run, start-up is nothing.
        results.figure(f"{title}: ndpiReader without its start-up, times ours", running_ratio, "x")
