# SPDX-License-Identifier: Apache-2.0
"""Flow records on their way to collectors that are not ours: nfdump's and tshark."""
import csv
import io
import shutil
import socket
import subprocess
import time

import clients
from box import Program, Skip
from rates import Meter
from scene import GATEWAY

BOX, COLLECTOR = "192.0.2.1", "192.0.2.2"
NFDUMP_PORT, TSHARK_PORT = 4739, 4740


def collector(scene, *programs):
    """A host beside the box, on a wire of its own."""
    for program in programs:
        if not shutil.which(program):
            raise Skip(f"needs {program} (make install-lab brings it)")
    host = scene.namespace("collector")
    scene.veth(scene.box, "manage0", host, "eth0")
    for namespace, device, address in ((scene.box, "manage0", BOX), (host, "eth0", COLLECTOR)):
        namespace.ip(f"link set {device} up")
        namespace.ip(f"addr add {address}/30 dev {device}")
    return host


def section(*ports, transport="udp"):
    wanted = ", ".join(f'{{ address: "{COLLECTOR}:{port}", transport: {transport} }}'
                       for port in ports)
    return f"ipfix: {{ collectors: [{wanted}], active_timeout: 2s, template_refresh: 2s }}\n"


def start_nfcapd(scene, host):
    flows = scene.directory / "nfcapd"
    flows.mkdir()
    program = Program(host, ["nfcapd", "-w", flows, "-b", COLLECTOR, "-p", NFDUMP_PORT, "-t", 3600],
                      scene.directory / "nfcapd.log", r"Startup|Bound|Ident")
    time.sleep(0.5)
    return flows, program


def nfdump(flows, *words):
    return subprocess.run(["nfdump", "-R", flows, "-q", *words], capture_output=True, text=True,
                          check=True).stdout


def sums(flows, expression):
    """(bytes, packets) of all records that the filter lets through."""
    rows = csv.reader(io.StringIO(nfdump(flows, "-o", "fmt:%byt,%pkt", "-N", expression)))
    pairs = [(int(row[0]), int(row[1])) for row in rows if len(row) == 2]
    return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)


def test_nfdump_reads_back_what_nftables_counted(lab):
    """A download and an upload: nfdump's bytes and packets are those of nftables, to the byte."""
    scene = lab.scene()
    host = collector(scene, "nfcapd", "nfdump")
    flows, program = start_nfcapd(scene, host)
    box = lab.sluiced(scene, sections=section(NFDUMP_PORT))
    subscriber = scene.subscriber
    down = Meter(subscriber.namespace, "tcp sport 5201", "down")
    up = Meter(scene.internet, "tcp dport 5201", "up")
    iperf = clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY, mbps=40)
    time.sleep(5)
    iperf.stop()
    time.sleep(1)
    # What is left is exported when the box ends.
    lost = box.metric("sluice_ipfix_records_lost_total") + box.metric(
        "sluice_ipfix_flow_records_lost_total")
    assert box.metric("sluice_ipfix_collector_up") == 1
    assert box.program.terminate() == 0
    time.sleep(0.5)
    program.terminate()
    assert lost == 0, f"{lost} records lost"
    counted = {name: meter.read()[:0:-1] for name, meter in (("down", down), ("up", up))}
    read = {"down": sums(flows, "src port 5201"), "up": sums(flows, "dst port 5201")}
    assert counted == read, f"nftables {counted}, nfdump {read}"
    records = nfdump(flows, "-o", "long", "-N")
    assert len(records.splitlines()) >= 4, records
    said = "\n".join(program.lines)
    assert "Sequence Errors: 0" in said, said
    return f"{read['down'][0]} bytes down and {read['up'][0]} up in nfdump and nftables"


def test_tshark_reads_the_subscriber_and_the_label(lab):
    """Every field of ours is where tshark looks for it, and nothing is malformed."""
    scene = lab.scene()
    host = collector(scene, "tshark")
    capture = scene.directory / "ipfix.pcap"
    # Somebody who listens, so that nobody refuses.
    listening = host.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind((COLLECTOR, TSHARK_PORT))
    sniffer = Program(host, ["tshark", "-i", "eth0", "-w", capture, "-f",
                             f"udp port {TSHARK_PORT}"], scene.directory / "tshark.log",
                      r"Capturing on")
    sniffer.wait_ready()
    time.sleep(1)
    box = lab.sluiced(scene, sections=section(TSHARK_PORT))
    subscriber = scene.subscriber
    # Slow enough that it still runs when the box ends.
    remote = clients.Peer(scene, scene.internet, "seed", GATEWAY, upload_mbps=40)
    local = clients.Peer(scene, subscriber.namespace, "leech", subscriber.address,
                         with_peers=[remote])
    local.wait_until_moving()
    box.wait_for_label("bittorrent")
    time.sleep(4)  # for an active timeout, on a slow machine too
    assert box.program.terminate() == 0
    time.sleep(2)
    sniffer.process.terminate()
    sniffer.process.wait(10)
    listening.close()
    text = subprocess.run(["tshark", "-r", capture, "-d", f"udp.port=={TSHARK_PORT},cflow", "-V"],
                          capture_output=True, text=True, check=True).stdout
    assert "Malformed" not in text, "tshark calls something malformed"
    for number, value in ((1, subscriber.id.encode()), (2, b"bittorrent.peer"), (3, b"\x04")):
        wanted = f"Type {number}: Value (hex bytes): {value.hex(' ')}"
        assert wanted in text, f"no element {number} that is {value}"
    for wanted in ("[sluiceSubscriberId]", "Flow End Reason: Active timeout (2)",
                   "Flow End Reason: Forced end (4)", "Direction: Egress (1)"):
        assert wanted in text, f"nowhere {wanted}"
    return f"{text.count('FlowSet Id')} sets, none malformed"
