# SPDX-License-Identifier: Apache-2.0
"""A small network in namespaces: subscribers, the box, the internet.

    subscriber(s) -- [access bridge] -- acc0 | box | core0 -- inet0 | internet (a router)

Two subscribers reach each other only through the box: the access bridge isolates its ports, and
the internet's router sends their packets back. Everything is taken down when the scene closes.
"""
import contextlib
import ctypes
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile

GATEWAY = "198.18.0.1"
GATEWAY6 = "2001:db8::1"
CLONE_NEWNET = 0x40000000
PREFIX = "sluice-lab"

libc = ctypes.CDLL(None, use_errno=True)


class LabError(Exception):
    """The lab itself could not do what it was asked."""


def run(command, **options):
    """Runs to the end; what it said on failure is the error."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise LabError(f"{' '.join(map(str, command))}: exit {done.returncode}: "
                       f"{(done.stderr or done.stdout).strip()}")
    return done.stdout


class Namespace:
    """A network namespace and the processes that the lab started in it."""

    def __init__(self, name):
        self.name = name
        self.processes = []
        run(["ip", "netns", "add", name])
        self.ip("link set lo up")

    def ip(self, arguments):
        run(["ip", "-n", self.name, *arguments.split()])

    def command(self, *words):
        return ["ip", "netns", "exec", self.name, *map(str, words)]

    def run(self, *words, **options):
        return run(self.command(*words), **options)

    def start(self, *words, **options):
        """A process of this namespace; killed with the scene if it still runs then."""
        process = subprocess.Popen(self.command(*words), **options)
        self.processes.append(process)
        return process

    def sysctl(self, **values):
        self.run("sysctl", "-qw", *(f"{k.replace('__', '.')}={v}" for k, v in values.items()))

    @contextlib.contextmanager
    def entered(self):
        """The calling thread inside: a socket made here stays of this namespace."""
        with open("/proc/thread-self/ns/net", "rb") as home, \
                open(f"/run/netns/{self.name}", "rb") as there:
            if libc.setns(there.fileno(), CLONE_NEWNET) != 0:
                raise LabError(f"cannot enter {self.name}: {os.strerror(ctypes.get_errno())}")
            try:
                yield
            finally:
                libc.setns(home.fileno(), CLONE_NEWNET)

    def socket(self, *arguments):
        with self.entered():
            return socket.socket(*arguments)

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        delete_namespace(self.name)


def delete_namespace(name):
    """Kills what still runs inside, which only the lab can have put there."""
    pids = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True).stdout
    # A second kernel's processes before itself: see SecondKernel.end.
    for pid in sorted(map(int, pids.split()), reverse=True):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    subprocess.run(["ip", "netns", "del", name], capture_output=True)


def sweep():
    """Takes down what a killed run of the lab left behind."""
    names = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True).stdout
    for name, pid in re.findall(rf"^({PREFIX}-(\d+)-\S+)", names, re.M):
        if not os.path.exists(f"/proc/{pid}"):
            delete_namespace(name)
    for directory in scratch().glob(f"{PREFIX}-*"):
        if not os.path.exists(f"/proc/{directory.name.split('-')[2]}"):
            shutil.rmtree(directory, ignore_errors=True)


def scratch():
    """Where torrents and logs go: memory if there is some, since a disk could not keep up."""
    return pathlib.Path("/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir())


def end_of_wire(namespace, device):
    """An ordinary host's interface, but for offloads: the box sees the frames as a wire has them."""
    namespace.ip(f"link set {device} up")
    namespace.run("ethtool", "-K", device, "tx", "off", "rx", "off", "tso", "off", "gso", "off",
                  "gro", "off")


class Subscriber:
    """One namespace with one line; its addresses are one subscriber."""

    def __init__(self, namespace, number):
        self.namespace = namespace
        self.id = f"s-{number}"
        self.device = "eth0"
        self.address = f"198.18.{number}.10"
        self.address6 = f"2001:db8:{number}::10"
        self.prefix6 = f"2001:db8:{number}::/56"

    def configure(self):
        host_settings(self.namespace)
        end_of_wire(self.namespace, self.device)
        ip = self.namespace.ip
        ip(f"addr add {self.address}/32 dev {self.device}")
        ip(f"route add {GATEWAY} dev {self.device}")
        ip(f"route add default via {GATEWAY} src {self.address}")
        ip(f"addr add {self.address6}/128 dev {self.device} nodad")
        ip(f"-6 route add {GATEWAY6} dev {self.device}")
        ip(f"-6 route add default via {GATEWAY6} src {self.address6}")

    def as_policy(self):
        return f'{{ id: {self.id}, addresses: [{self.address}, "{self.prefix6}"] }}'


def allow_cubic():
    """A namespace may pin only what the whole machine allows, and cubic is not always among it."""
    allowed = pathlib.Path("/proc/sys/net/ipv4/tcp_allowed_congestion_control")
    names = allowed.read_text(encoding="ascii").split()
    if "cubic" not in names:
        allowed.write_text(" ".join([*names, "cubic"]), encoding="ascii")


def host_settings(namespace):
    namespace.sysctl(net__ipv4__tcp_congestion_control="cubic", net__ipv4__tcp_no_metrics_save=1,
                     net__ipv4__conf__all__rp_filter=0, net__ipv6__conf__all__accept_ra=0,
                     net__ipv6__conf__default__accept_ra=0)


class Scene:
    box_devices = ("acc0", "core0")

    def __init__(self, subscribers=1, queues=1):
        sweep()
        allow_cubic()
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix=f"{PREFIX}-{os.getpid()}-",
                                                       dir=scratch()))
        self.namespaces = []
        self.ending = contextlib.ExitStack()  # what is to end before its namespace is taken down
        try:
            self._build(subscribers, queues)
        except BaseException:
            self.close()
            raise

    def namespace(self, role):
        """One more, which goes with the scene."""
        namespace = Namespace(f"{PREFIX}-{os.getpid()}-{role}")
        self.namespaces.append(namespace)
        return namespace

    def veth(self, a, device_a, b, device_b, queues=1):
        many = f"numrxqueues {queues} numtxqueues {queues}"
        a.ip(f"link add {device_a} {many} type veth "
             f"peer name {device_b} netns {b.name} {many}")

    def _build(self, subscribers, queues):
        self.box = self.namespace("box")
        self.internet = self.namespace("internet")
        # The box's kernel is not to say anything of its own on the wires.
        self.box.sysctl(net__ipv6__conf__all__disable_ipv6=1,
                        net__ipv6__conf__default__disable_ipv6=1)
        self._core_line(queues)
        self.subscribers = [Subscriber(self.namespace(f"sub{n}"), n)
                            for n in range(1, subscribers + 1)]
        self._access_lines(queues)
        for device in self.box_devices:
            self.box.ip(f"link set {device} up")
        self._router()
        for subscriber in self.subscribers:
            subscriber.configure()

    def _core_line(self, queues):
        self.veth(self.box, "core0", self.internet, "inet0", queues)

    def _access_lines(self, queues):
        if len(self.subscribers) == 1:
            self.veth(self.box, "acc0", self.subscribers[0].namespace, "eth0", queues)
        else:
            self._access_bridge(queues)

    def _access_line(self, access, queues):
        self.veth(self.box, "acc0", access, "uplink", queues)

    def _access_bridge(self, queues):
        access = self.namespace("access")
        access.sysctl(net__ipv6__conf__all__disable_ipv6=1,
                      net__ipv6__conf__default__disable_ipv6=1)
        access.ip("link add br0 type bridge stp_state 0 mcast_snooping 0")
        self._access_line(access, queues)
        ports = ["uplink"]
        for number, subscriber in enumerate(self.subscribers, 1):
            self.veth(access, f"line{number}", subscriber.namespace, "eth0")
            ports.append(f"line{number}")
        for port in ports:
            access.ip(f"link set {port} master br0 up")
            access.run("ethtool", "-K", port, "tx", "off", "gso", "off", "gro", "off")
            if port != "uplink":
                access.run("bridge", "link", "set", "dev", port, "isolated", "on")
        access.ip("link set br0 up")

    def _router(self):
        internet = self.internet
        host_settings(internet)
        internet.sysctl(net__ipv4__ip_forward=1, net__ipv6__conf__all__forwarding=1,
                        net__ipv4__conf__all__send_redirects=0,
                        net__ipv4__conf__default__send_redirects=0)
        end_of_wire(internet, "inet0")
        internet.sysctl(net__ipv4__conf__inet0__send_redirects=0)
        internet.ip(f"addr add {GATEWAY}/16 dev inet0")
        internet.ip(f"addr add {GATEWAY6}/64 dev inet0 nodad")
        internet.ip("-6 route add 2001:db8::/32 dev inet0")

    @property
    def subscriber(self):
        return self.subscribers[0]

    def close(self):
        self.ending.close()
        for namespace in reversed(self.namespaces):
            namespace.close()
        self.namespaces.clear()
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
