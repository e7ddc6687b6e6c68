# SPDX-License-Identifier: Apache-2.0
"""What a crowd that holds connections and says nothing, or half of something, costs others."""
import http.client
import resource
import socket
import time

CROWD = 10_000
PER_ADDRESS = 500  # ports of a loopback address's
ASKED = 2_000


def room_for(connections):
    """Whether the system lets this process have so many, after asking it to."""
    wanted = connections + 100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    return hard >= wanted


def gather(port, connections=CROWD):
    """Connections from many loopback addresses; every second one has sent half a request."""
    crowd = []
    for number in range(connections):
        one = socket.socket()
        one.bind((f"127.0.1.{1 + number // PER_ADDRESS}", 0))
        one.connect(("127.0.0.1", port))
        if number % 2:
            one.send(b"GET /alto/directory HTTP/1.1\r\nHost: loc")
        crowd.append(one)
    return crowd


def times_us(port, target="/alto/directory"):
    """Of requests one after another on one connection, sorted."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    times = []
    for _ in range(ASKED):
        begin = time.perf_counter()
        connection.request("GET", target)
        response = connection.getresponse()
        response.read()
        times.append((time.perf_counter() - begin) * 1e6)
        assert response.status == 200, response.status
    connection.close()
    return sorted(times)


def held(crowd):
    """How many are still connected."""
    count = 0
    for one in crowd:
        one.setblocking(False)
        try:
            count += one.recv(1) != b""
        except BlockingIOError:
            count += 1
        except OSError:
            pass
    return count


def rows(port):
    """Of the results; with none where the system does not let so many be."""
    if not room_for(CROWD):
        print(f"alto: not {CROWD} connections: the limit of descriptors is lower")
        return []
    alone = times_us(port)
    crowd = gather(port)
    beside = times_us(port)
    there = held(crowd)
    for one in crowd:
        one.close()
    p99 = [times[len(times) * 99 // 100] for times in (alone, beside)]
    slower = p99[1] / p99[0]
    return [
        {"name": "silent connections and half requests held", "value": there, "unit": "connections",
         "goal": f">= {CROWD}", "holds": there >= CROWD},
        {"name": "p99 of a request alone", "value": round(p99[0], 1), "unit": "us", "goal": None,
         "holds": None},
        {"name": "p99 of a request beside them", "value": round(p99[1], 1), "unit": "us",
         "goal": None, "holds": None},
        {"name": "p99 beside them, of that alone", "value": round(slower, 2), "unit": "x",
         "goal": "<= 2", "holds": slower <= 2}]
