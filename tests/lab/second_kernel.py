# SPDX-License-Identifier: Apache-2.0
"""A user-mode-linux router between two ends of veth pairs, for what the machine's kernel may lack:
delay, CAKE, fq_codel.

It forwards IPv4 and answers ARP for what is beyond it, so that it stands in a wire unseen. A queue
on `vec0` is for what leaves by the near device, one on `vec1` for the far device.
"""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

from box import Program, Skip
from scene import GATEWAY, LabError

PROGRAM = "linux.uml"
MODULES = pathlib.Path("/usr/lib/uml/modules")
BOOT_SECONDS = 30
COMMAND_SECONDS = 10
ETH_P_ALL = 3
SO_RCVBUFFORCE = 33
RECEIVE_BYTES = 8 << 20  # while the machine runs others
SCRIPT = pathlib.Path(__file__).resolve().with_suffix(".sh")

FORWARD = [
    "ip link set lo up", "ip link set vec0 up", "ip link set vec1 up",
    *(f"echo {value} > /proc/sys/net/ipv4/{key}"
      for device in ("vec0", "vec1")
      for key, value in ((f"conf/{device}/proxy_arp", 1), (f"neigh/{device}/proxy_delay", 0),
                         (f"conf/{device}/send_redirects", 0))),
    "echo 0 > /proc/sys/net/ipv4/conf/all/send_redirects",
    "echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter",
    "echo 1 > /proc/sys/net/ipv4/ip_forward",
]


def rate_limit(device, rate, queue):
    """HTB around a queue that has no rate of its own. Packets count as their IP bytes."""
    return [f"tc qdisc add dev {device} root handle 1: stab overhead -14 htb default 1",
            f"tc class add dev {device} parent 1: classid 1:1 htb rate {rate} burst 15k cburst 15k",
            f"tc qdisc add dev {device} parent 1:1 {queue}"]


def delay(milliseconds, depth=20000):
    """So much more for a round trip, half of it each way."""
    return [f"tc qdisc add dev {device} root netem delay {milliseconds * 500}us limit {depth}"
            for device in ("vec0", "vec1")]


def modules():
    """The folder of the package's modules; skips where user-mode-linux is not installed."""
    for program, package in ((PROGRAM, "user-mode-linux"), ("insmod", "kmod")):
        if not shutil.which(program):
            raise Skip(f"needs {program} (Debian's {package})")
    found = sorted(MODULES.glob("*/kernel/net/sched"))
    if not found:
        raise Skip(f"{PROGRAM} has no modules in {MODULES}")
    return found[-1]


def needed_modules(commands):
    """Of the kinds of queues that the commands name, those that are modules."""
    words = set(re.findall(r"\w+", " ".join(commands)))
    return [file for file in sorted(modules().glob("sch_*.ko"))
            if file.stem.removeprefix("sch_") in words]


def wire(namespace, device):
    """All frames of a device, in and out. A socket of ours rather than the kernel's own way to a
    device (transport=raw), which has two of them and reads what it wrote."""
    namespace.ip(f"link set {device} up promisc on")
    namespace.run("ethtool", "-K", device, "tx", "off", "tso", "off", "gso", "off", "gro", "off")
    end = namespace.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    end.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BYTES)
    end.bind((device, ETH_P_ALL))
    return end


class SecondKernel:
    """Forwards between `near` and `far`, two devices of the namespace, until it is ended."""

    count = 0

    def __init__(self, scene, namespace, near, far, commands=(), near_networks=("198.18.0.0/16",),
                 far_networks=("default", GATEWAY)):
        SecondKernel.count += 1
        name = f"kernel-{SecondKernel.count}"
        self._setup = [f"insmod {file}" for file in needed_modules(commands)]
        self._setup += FORWARD
        self._setup.append(f"ip addr add 198.18.255.{SecondKernel.count}/32 dev lo")  # asks ARP as
        self._setup += [f"ip route add {network} dev {device}"
                        for device, networks in (("vec0", near_networks), ("vec1", far_networks))
                        for network in networks]
        self._setup += commands
        wires = [wire(namespace, device) for device in (near, far)]
        self.program = Program(
            namespace,
            ["nice", "-n", "-20", PROGRAM, "mem=96M", "rootfstype=hostfs", "rootflags=/", "rw",
             f"init={SCRIPT}", "quiet", "con=null", "con0=fd:0,fd:1", "con1=null",
             f"uml_dir={scene.directory}", f"umid={name}",
             *(f"vec{number}:transport=fd,fd={end.fileno()},depth=64,gro=0"
               for number, end in enumerate(wires))],
            scene.directory / f"{name}.log", r"second kernel: up|panic",
            pass_fds=[end.fileno() for end in wires], cwd=scene.directory, start_new_session=True)
        scene.ending.callback(self.end)
        for end in wires:
            end.close()

    def start(self):
        self.program.wait_ready(BOOT_SECONDS)
        for command in self._setup:
            self.run(command)
        return self

    def run(self, command):
        """What the command said."""
        lines = self.program.lines
        begin = len(lines)
        self.program.process.stdin.write(command + "\n")
        self.program.process.stdin.flush()
        deadline = time.monotonic() + COMMAND_SECONDS
        while time.monotonic() < deadline:
            for number, line in enumerate(lines[begin:], begin):
                if done := re.match(r"second kernel: exit (\d+)", line):
                    said = "\n".join(line.rstrip() for line in lines[begin:number])
                    if int(done[1]) != 0:
                        raise LabError(f"second kernel: {command}: exit {done[1]}: {said}")
                    return said
            time.sleep(0.01)
        raise LabError(f"second kernel: {command}: not done after {COMMAND_SECONDS} s")

    def end(self):
        """In good order: its processes are this machine's, each halted in the middle of a system call
        that is not meant for this machine, and would go on with it if their kernel alone died."""
        process = self.program.process
        with contextlib.suppress(OSError):  # it may have ended by itself
            process.stdin.write("echo o > /proc/sysrq-trigger\n")
            process.stdin.flush()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
