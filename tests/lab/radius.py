# SPDX-License-Identifier: Apache-2.0
"""FreeRADIUS's radclient as a NAS or a policy server, and FreeRADIUS as the proxy in front."""
import shutil
import subprocess

from box import Program, Skip

BOX = "198.18.250.1"
AAA = "198.18.250.2"
BOX_SECRET = "box-secret"
NAS_SECRET = "nas-secret"

PROXY = """\
raddbdir = {folder}
logdir = {folder}
run_dir = {folder}
libdir = /usr/lib/freeradius
pidfile = {folder}/freeradius.pid
max_requests = 4096
log {{
    destination = stdout
}}
thread pool {{
    start_servers = 2
    max_servers = 4
    min_spare_servers = 1
    max_spare_servers = 2
    max_requests_per_server = 0
}}
modules {{
    always ok {{
        rcode = ok
    }}
}}
proxy server {{
}}
home_server box_accounting {{
    type = acct
    ipaddr = {box}
    port = 1813
    secret = {box_secret}
    response_window = 3
    status_check = status-server
}}
home_server box_authorization {{
    type = coa
    ipaddr = {box}
    port = 3799
    secret = {box_secret}
    coa {{
        irt = 2
        mrt = 4
        mrc = 2
        mrd = 6
    }}
}}
home_server_pool accounting {{
    type = fail-over
    home_server = box_accounting
}}
home_server_pool authorization {{
    type = fail-over
    home_server = box_authorization
}}
realm box {{
    acct_pool = accounting
}}
client nases {{
    ipaddr = 198.18.250.0/24
    secret = {nas_secret}
}}
server accounting {{
    listen {{
        type = acct
        ipaddr = {aaa}
        port = 1813
    }}
    preacct {{
        update control {{
            Proxy-To-Realm := "box"
        }}
    }}
    accounting {{
        ok
    }}
}}
server authorization {{
    listen {{
        type = coa
        ipaddr = {aaa}
        port = 3799
    }}
    recv-coa {{
        update control {{
            Home-Server-Pool := "authorization"
        }}
        ok
    }}
    send-coa {{
        ok
    }}
}}
"""


def section(expire_after="2h"):
    """The box's: it listens on its own address of the network that add_network() makes."""
    return f"""\
radius:
  accounting: "{BOX}:1813"
  dynamic_authorization: "{BOX}:3799"
  clients:
    - {{ address: {AAA}, secret: {BOX_SECRET} }}
  expire_after: {expire_after}
"""


def add_network(scene):
    """A namespace for RADIUS, and a wire from there to the box."""
    if shutil.which("radclient") is None:
        raise Skip("no radclient (package freeradius-utils)")
    aaa = scene.namespace("aaa")
    scene.veth(scene.box, "aaa0", aaa, "box0")
    scene.box.ip(f"addr add {BOX}/24 dev aaa0")
    aaa.ip(f"addr add {AAA}/24 dev box0")
    scene.box.ip("link set aaa0 up")
    aaa.ip("link set box0 up")
    return aaa


class Radclient:
    """Sends one request and says what came back."""

    def __init__(self, namespace, server, secret):
        self.namespace = namespace
        self.server = server
        self.secret = secret

    def ask(self, kind, port, secret=None, **attributes):
        """The code of the answer and its Error-Cause, if any; an empty string for no answer."""
        lines = [f"{key.replace('_', '-')} = {value}" for key, value in attributes.items()]
        done = subprocess.run(
            self.namespace.command("radclient", "-x", "-r", 1, "-t", 2, f"{self.server}:{port}",
                                   kind, secret or self.secret),
            input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=10)
        for line in done.stdout.splitlines():
            if line.startswith("Received "):
                cause = [other.split("=")[1].strip() for other in done.stdout.splitlines()
                         if "Error-Cause" in other]
                return " ".join([line.split()[1], *cause])
        return ""

    def account(self, status, secret=None, **attributes):
        return self.ask("acct", 1813, secret, Acct_Status_Type=status, **attributes)

    def change(self, **attributes):
        return self.ask("coa", 3799, **attributes)

    def disconnect(self, **attributes):
        return self.ask("disconnect", 3799, **attributes)


class FreeRadius(Program):
    """The proxy, with a configuration of its own."""

    def __init__(self, scene, namespace):
        if shutil.which("freeradius") is None:
            raise Skip("no freeradius (package freeradius)")
        folder = scene.directory / "freeradius"
        folder.mkdir()
        (folder / "radiusd.conf").write_text(
            PROXY.format(folder=folder, box=BOX, aaa=AAA, box_secret=BOX_SECRET,
                         nas_secret=NAS_SECRET), encoding="utf-8")
        (folder / "dictionary").write_text("", encoding="utf-8")
        super().__init__(namespace, ["freeradius", "-f", "-l", "stdout", "-d", folder],
                         scene.directory / "freeradius.log", "Ready to process requests")
        self.wait_ready()
