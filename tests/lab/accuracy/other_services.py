# SPDX-License-Identifier: Apache-2.0
"""Other traffic: names, shells, mail, time, queues, tunnels, bulk, and bytes without any form."""
import pathlib
import time

import tools
from box import Program
from capture import TCP, UDP
from clients import PYTHON
from scene import LabError

HERE = pathlib.Path(__file__).resolve().parent
RANDOM_PORT = 7777
SSH_PORT = 2222
WIREGUARD_PORT = 51820


def play_names(place, registry):
    """dnsmasq and dig, over UDP and TCP, with answers of all sizes."""
    host, subscriber = place.remotes[0], place.subscribers[0]
    for protocol in (TCP, UDP):
        registry.add_service(protocol, host.address, 53, "dns", "dig")
    records = [f"--address=/host{n}.example.org/192.0.2.{n}" for n in range(1, 50)]
    records += [f"--txt-record=text.example.org,{'x' * 200}"] * 4
    Program(host.namespace,
            [tools.find("dnsmasq"), "--keep-in-foreground", "--no-resolv", "--no-hosts",
             "--conf-file=/dev/null", "--log-facility=-", "--user=root",
             f"--listen-address={host.address}", "--bind-interfaces", *records],
            place.directory / "dnsmasq.log", "started").wait_ready()
    for n in range(1, 50):
        # A socket of its own for each; some names are not there.
        subscriber.namespace.run("dig", f"@{host.address}", "+tries=1", "+time=2", "+short",
                                 f"host{n}.example.org", ["A", "AAAA", "MX"][n % 3])
    for _ in range(10):
        subscriber.namespace.run("dig", f"@{host.address}", "+tcp", "+short", "text.example.org",
                                 "TXT")


def play_shell(place, registry):
    """dropbear and OpenSSH's ssh and scp."""
    host, subscriber = place.remotes[0], place.subscribers[0]
    registry.add_service(TCP, host.address, SSH_PORT, "ssh", "openssh")
    keys = place.directory / "ssh"
    keys.mkdir(mode=0o700)
    subscriber.namespace.run("dropbearkey", "-t", "ed25519", "-f", keys / "host")
    subscriber.namespace.run("dropbearkey", "-t", "ed25519", "-f", keys / "user")
    lines = subscriber.namespace.run("dropbearkey", "-y", "-f", keys / "user").splitlines()
    subscriber.namespace.run("dropbearconvert", "dropbear", "openssh", keys / "user",
                             keys / "user.openssh")
    (keys / "user.openssh").chmod(0o600)
    home = place.directory / "home"
    (home / ".ssh").mkdir(parents=True, mode=0o700)
    (home / ".ssh/authorized_keys").write_text(
        next(line for line in lines if line.startswith("ssh-")) + "\n", encoding="ascii")
    (home / "file.bin").write_bytes(bytes(range(256)) * 4096)
    passwd = place.directory / "passwd"
    passwd.write_text(f"root:x:0:0:root:{home}:/bin/sh\n", encoding="ascii")
    # The server's root has a home of its own, in a mount namespace that only it sees.
    Program(host.namespace,
            ["unshare", "--mount", "sh", "-c",
             f"mount --bind {passwd} /etc/passwd && exec dropbear -F -E -r {keys / 'host'} "
             f"-p {host.address}:{SSH_PORT}"],
            place.directory / "dropbear.log", "Not backgrounding").wait_ready()
    options = ["-i", keys / "user.openssh", "-o", "StrictHostKeyChecking=no", "-o",
               "UserKnownHostsFile=/dev/null", "-o", "ConnectTimeout=5", "-o", "BatchMode=yes"]
    for _ in range(8):
        subscriber.namespace.run("ssh", *options, "-p", SSH_PORT, f"root@{host.address}",
                                 "ls /etc; date")
    for _ in range(2):
        subscriber.namespace.run("scp", *options, "-O", "-P", SSH_PORT,
                                 f"root@{host.address}:file.bin", place.directory / "copied.bin")


def play_small(place, registry):
    """Mail, time, MQTT and redis."""
    host, subscriber = place.remotes[0], place.subscribers[0]
    for protocol, port, form in ((TCP, 25, "smtp"), (UDP, 123, "ntp"), (TCP, 1883, "mqtt"),
                                 (TCP, 6379, "redis")):
        registry.add_service(protocol, host.address, port, form, form)
    Program(host.namespace, [PYTHON, HERE / "small_services.py", "serve", host.address],
            place.directory / "small-services.log", "serving").wait_ready()
    mosquitto = place.directory / "mosquitto.conf"
    mosquitto.write_text(f"listener 1883 {host.address}\nallow_anonymous true\nuser root\n"
                         "log_dest stderr\n", encoding="ascii")
    Program(host.namespace, [tools.find("mosquitto"), "-c", mosquitto],
            place.directory / "mosquitto.log", "running").wait_ready()
    # The server is the same program as its checkers, and goes by the name that it is started by.
    Program(host.namespace,
            ["bash", "-c", f"exec -a redis-server {tools.find('redis-check-rdb')} --port 6379 "
             f"--bind {host.address} --protected-mode no --save '' --dir {place.directory}"],
            place.directory / "redis.log", "Ready to accept").wait_ready()
    subscriber.namespace.run(PYTHON, HERE / "small_services.py", "mail", host.address, 10)
    subscriber.namespace.run(PYTHON, HERE / "small_services.py", "time", host.address, 20)
    Program(subscriber.namespace,
            ["stdbuf", "-oL", "mosquitto_sub", "-h", host.address, "-t", "lab/#", "-d"],
            place.directory / "mqtt-sub.log", "Subscribed").wait_ready()
    for number in range(15):
        subscriber.namespace.run("mosquitto_pub", "-h", host.address, "-t", f"lab/{number}",
                                 "-m", "temperature 21.5" * 20)
    for number in range(15):
        subscriber.namespace.run("redis-cli", "-h", host.address, "set", f"key{number}", "v" * 500)
        subscriber.namespace.run("redis-cli", "-h", host.address, "get", f"key{number}")


def play_bulk(place, registry):
    """iperf3, TCP and UDP, both ways."""
    host, subscriber = place.remotes[0], place.subscribers[0]
    for protocol in (TCP, UDP):
        registry.add_service(protocol, host.address, 5201, "iperf", "iperf3")
    Program(host.namespace, ["iperf3", "-s", "-B", host.address, "--forceflush"],
            place.directory / "iperf.log", "Server listening").wait_ready()
    for words in ("-P 4 -b 2M", "-P 4 -b 2M -R", "-u -P 3 -b 1M", "-u -P 3 -b 1M -R -l 700"):
        subscriber.namespace.run("iperf3", "-c", host.address, "-t", 2, *words.split())


def play_random(place, registry):
    host, subscriber = place.remotes[0], place.subscribers[0]
    for protocol in (TCP, UDP):
        registry.add_service(protocol, host.address, RANDOM_PORT, "random", "random")
    Program(host.namespace, [PYTHON, HERE / "random_bytes.py", "serve", host.address, RANDOM_PORT],
            place.directory / "random.log", "serving").wait_ready()
    words = [PYTHON, HERE / "random_bytes.py", "connect", host.address, RANDOM_PORT]
    subscriber.namespace.run(*words, 60, timeout=40)
    subscriber.namespace.run(*words, 60, "udp", timeout=40)


def play_tunnel(place, registry):
    """WireGuard in user space, with a download inside."""
    host, subscriber = place.remotes[0], place.subscribers[0]
    registry.add_service(UDP, host.address, WIREGUARD_PORT, "wireguard", "wireguard-go")
    ends = ((host, "198.18.200.1", subscriber, "wg0"), (subscriber, "198.18.200.2", host, "wg1"))
    keys = {}
    for end, *_ in ends:
        private = place.directory / f"key-{end.address}"
        private.write_text(end.namespace.run("wg", "genkey"), encoding="ascii")
        keys[end] = private, end.namespace.run("wg", "pubkey", input=private.read_text()).strip()
    for end, inner, other, device in ends:
        Program(end.namespace, [tools.find("wireguard-go"), "--foreground", device],
                place.directory / f"{device}.log", "started|ERROR")
        for _ in range(50):
            if f"{device}:" in end.namespace.run("ip", "-o", "link"):
                break
            time.sleep(0.1)
        else:
            raise LabError(f"wireguard-go made no {device}")
        end.namespace.run("wg", "set", device, "private-key", keys[end][0], "listen-port",
                          WIREGUARD_PORT, "peer", keys[other][1], "allowed-ips", "198.18.200.0/24",
                          "endpoint", f"{other.address}:{WIREGUARD_PORT}")
        end.namespace.ip(f"addr add {inner}/24 dev {device}")
        end.namespace.ip(f"link set {device} up mtu 1420")
    Program(host.namespace, ["iperf3", "-s", "-B", "198.18.200.1", "--forceflush"],
            place.directory / "iperf.log", "Server listening").wait_ready()
    for words in ("-b 4M", "-b 4M -R"):
        subscriber.namespace.run("iperf3", "-c", "198.18.200.1", "-t", 2, *words.split(),
                                 timeout=30)
