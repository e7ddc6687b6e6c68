# SPDX-License-Identifier: Apache-2.0
"""What a reload of a million prefixes costs those who ask meanwhile."""
import json
import math
import socket
import time

IPV4, IPV6 = 850_000, 150_000
PIDS = 50
CONNECTIONS = 8
PER_S = 1_000
STEADY_S = 8
RELOADS = 4


def topology(folder):
    """A file that takes a million prefixes from a feed, no two of which aggregate."""
    table = folder / "ip-to-as.tsv"
    with table.open("w", encoding="ascii") as out:
        for i in range(IPV4):
            first = 0x14000000 + i * 256
            text = f"{first >> 24}.{first >> 16 & 255}.{first >> 8 & 255}"
            out.write(f"{text}.0\t{text}.255\t{64512 + i % PIDS}\tZZ\tx\n")
        for i in range(IPV6):
            text = f"2001:{i >> 16:x}:{i & 0xffff:x}"
            out.write(f"{text}::\t{text}:ffff:ffff:ffff:ffff:ffff\t{64512 + i % PIDS}\tZZ\tx\n")
    pids = "".join(f"  as-{i}: {{ origin: {64512 + i} }}\n" for i in range(PIDS))
    path = folder / "topology.yaml"
    path.write_text(f"feeds:\n  - {{ name: table, format: ip-to-as, file: {table} }}\n"
                    f"pids:\n{pids}  elsewhere: {{ default: true }}\n"
                    "costs: { routing: { own: 0, others: 10 } }\n", encoding="utf-8")
    return path


def request():
    """Endpoint costs of fifty."""
    body = json.dumps({
        "cost-type": {"cost-mode": "numerical", "cost-metric": "routingcost"},
        "endpoints": {"srcs": ["ipv4:20.0.0.1"],
                      "dsts": [f"ipv4:{20 + i % 10}.{i}.{i * 5}.7" for i in range(50)]}})
    return (f"POST /alto/endpointcost HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Type: application/alto-endpointcostparams+json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


class Asker:
    """Connections that ask in turn, each request at the time at which it is due."""

    def __init__(self, port):
        self.text = request()
        self.connections = []
        for _ in range(CONNECTIONS):
            one = socket.create_connection(("127.0.0.1", port))
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections.append(one)
        self.lost = 0
        self.bytes = None

    def answer(self, connection):
        connection.sendall(self.text)
        reply = connection.recv(65_536)
        while reply and self.bytes and len(reply) < self.bytes:
            more = connection.recv(65_536)
            if not more:
                break
            reply += more
        self.lost += not reply.startswith(b"HTTP/1.1 200 ")
        self.bytes = self.bytes or len(reply)

    def run(self, is_over):
        """Times in us from when each was due, until is_over()."""
        times, number, began = [], 0, time.perf_counter()
        while not is_over():
            due = began + number / PER_S
            while (ahead := due - time.perf_counter()) > 0:
                if ahead > 0.0005:
                    time.sleep(ahead - 0.0003)
            self.answer(self.connections[number % CONNECTIONS])
            times.append((time.perf_counter() - due) * 1e6)
            number += 1
        return times


def p99(times):
    return sorted(times)[math.ceil(len(times) * 0.99) - 1]


def rows(port, reload, has_reloaded):
    """reload() begins one; has_reloaded() is true once, when it is done."""
    asker = Asker(port)
    time.sleep(0.5)
    asker.answer(asker.connections[0])
    until = time.perf_counter() + STEADY_S
    steady = asker.run(lambda: time.perf_counter() >= until)
    meanwhile, seconds = [], []
    for _ in range(RELOADS):
        began = time.perf_counter()
        reload()
        meanwhile += asker.run(has_reloaded)
        seconds.append(time.perf_counter() - began)
        until = time.perf_counter() + 1
        steady += asker.run(lambda: time.perf_counter() >= until)
    ratio = p99(meanwhile) / p99(steady)
    return [
        {"name": "reload of 1,000,000 prefixes under requests", "value": round(max(seconds), 2),
         "unit": "s", "goal": None, "holds": None},
        {"name": "requests lost during reloads", "value": asker.lost,
         "unit": f"of {len(steady) + len(meanwhile)}", "goal": "0", "holds": asker.lost == 0},
        {"name": "p99 of a request, steady", "value": round(p99(steady), 1), "unit": "us",
         "goal": None, "holds": None},
        {"name": "p99 of a request during a reload", "value": round(p99(meanwhile), 1),
         "unit": "us", "goal": None, "holds": None},
        {"name": "p99 during a reload, of the steady", "value": round(ratio, 2), "unit": "x",
         "goal": "<= 2", "holds": ratio <= 2}]
