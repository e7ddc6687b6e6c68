#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Debian packages as an operator has them: installed on a fresh Debian, upgraded under traffic,
removed and purged. Prints what was typed and what came of it; exits with 1 if something is not as
it should be."""
import argparse
import contextlib
import json
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:1] = [str(HERE), str(ROOT / "tests/lab")]

import clients  # noqa: E402
from booted_root import Booted, Root  # noqa: E402
from napi_scene import Wire  # noqa: E402
from scene import GATEWAY  # noqa: E402
from scene_by_scene import cannot_run  # noqa: E402

TOOLS = ["debootstrap", "dpkg-deb", "ip", "unshare", "nsenter"]
FIRST_GRAPH_SECONDS = 300
STREAM = {"port": 9000, "per_second": 1000}


class Trial:
    def __init__(self):
        self.failed = 0
        self.results = []

    def expect(self, what, holds, seen=""):
        self.failed += 0 if holds else 1
        print(f"{'ok  ' if holds else 'FAIL'} {what}{f': {seen}' if seen != '' else ''}", flush=True)

    def figure(self, name, value, unit, goal=None, holds=None):
        self.results.append({"name": name, "value": value, "unit": unit, "goal": goal,
                             "holds": holds})
        self.expect(name, holds is not False, f"{value} {unit}" + (f" (goal {goal})" if goal else ""))


def newer(package, into):
    """The same package as version 0.1.1 would be."""
    tree = into / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-R", package, tree], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace("\nVersion: 0.1.0", "\nVersion: 0.1.1"))
    made = into / package.name.replace("0.1.0", "0.1.1")
    subprocess.run(["dpkg-deb", "-b", tree, made], check=True, stdout=subprocess.DEVNULL)
    return made


def wait_until(holds, seconds):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def main_pid(booted, unit="sluiced"):
    return int(booted.run("systemctl", "show", "-P", "MainPID", unit))


def passed_bytes(scene):
    """What Prometheus would be told. The root has the network of the scene's box."""
    text = subprocess.run(scene.box.command("curl", "-s", "http://127.0.0.1:9464/metrics"),
                          capture_output=True, text=True).stdout
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines()
               if line.startswith("sluice_link_ip_bytes_total"))


def install(trial, booted, files):
    began = time.monotonic()
    booted.run("apt-get", "install", "-y", "--no-install-recommends", *files)
    for program in ("sluiced", "sluicectl", "sluice-replay", "sluice-portal", "sluice-oracle",
                    "sluice-tracker"):
        said = booted.run(program, "--help").splitlines()[0]
        trial.expect(f"{program} runs", said != "", said)
        section = 1 if program in ("sluicectl", "sluice-replay") else 8
        page = f"/usr/share/man/man{section}/{program}.{section}.gz"
        trial.expect(f"{program} has a man page",
                     booted.try_run("test", "-s", page).returncode == 0, page)
    for user in ("sluice-portal", "sluice-oracle", "sluice-tracker"):
        shell = booted.run("getent", "passwd", user).strip().split(":")[-1]
        trial.expect(f"{user} can log in nowhere", shell.endswith("nologin"), shell)
    completion = booted.run("cat", "/usr/share/bash-completion/completions/sluicectl")
    trial.expect("bash completes sluicectl", "doctor" in completion)
    for unit in ("sluiced", "sluice-oracle", "sluice-tracker", "sluice-portal"):
        state = booted.try_run("systemctl", "is-active", unit).stdout.strip()
        trial.expect(f"{unit} waits for its file", state == "inactive", state)
    return began


def begin(trial, booted, scene, began):
    booted.run("sluicectl", "init", "--ports", "acc0 core0", "--capacity", "1gbps",
               "--subscribers", "list")
    booted.run("systemctl", "start", "sluiced")
    trial.expect("sluiced is active",
                 booted.run("systemctl", "is-active", "sluiced").strip() == "active")
    clients.Iperf(scene, scene.internet, scene.subscriber.namespace, GATEWAY)
    trial.expect("traffic is counted", wait_until(lambda: passed_bytes(scene) > 1e6, 20))
    trial.figure("from apt install to first traffic in the metrics, without downloads",
                 round(time.monotonic() - began), "s", f"<= {FIRST_GRAPH_SECONDS}",
                 time.monotonic() - began <= FIRST_GRAPH_SECONDS)
    found = json.loads(booted.try_run("sluicectl", "doctor", "--json").stdout)
    fails = [one for one in found if one["level"] == "FAILS"]
    trial.expect("doctor finds nothing that fails", not fails, fails or len(found))
    status = pathlib.Path(f"/proc/{host_pid(booted)}/status").read_text()
    capabilities = next(line for line in status.splitlines() if line.startswith("CapBnd"))
    trial.expect("sluiced has not all of root's rights", "1ffffffffff" not in capabilities,
                 capabilities.split()[1])


def host_pid(booted):
    """sluiced's, as this machine numbers it."""
    inside = main_pid(booted)
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            line = next((l for l in status.read_text().splitlines() if l.startswith("NSpid:")), "")
            numbers = line.split()[1:]
            if len(numbers) > 1 and int(numbers[-1]) == inside and \
                    "sluiced" in (status.parent / "comm").read_text():
                return int(status.parent.name)
    raise RuntimeError("sluiced is not to be found")


def under_traffic(scene, deed):
    """What of a stream of numbered packets is lost while it is done: how many, of how many."""
    with clients.NumberedStream(scene.subscriber.namespace, scene.internet,
                                scene.subscriber.address, GATEWAY, **STREAM) as stream:
        time.sleep(1)
        deed()
        time.sleep(2)
    return stream.missing(), stream.sent


def upgrade(trial, booted, scene, files):
    before = main_pid(booted)
    lost, sent = under_traffic(scene, lambda: booted.run(
        "apt-get", "install", "-y", "--no-install-recommends", *files))
    trial.expect("an upgrade starts the new sluiced", main_pid(booted) not in (0, before))
    trial.figure("packets lost by an upgrade", lost, f"of {sent}", "<= 10", lost <= 10)


def watchdog(trial, booted, scene):
    stopped = main_pid(booted)
    booted.run("kill", "-STOP", str(stopped))
    restarted = wait_until(lambda: main_pid(booted) not in (0, stopped), 40)
    trial.expect("systemd replaces a sluiced that hangs", restarted)
    trial.expect("and traffic is counted again", wait_until(lambda: passed_bytes(scene) > 1e6, 20))


def remove(trial, booted, scene):
    lost, sent = under_traffic(scene, lambda: booted.run(
        "apt-get", "remove", "-y", "sluice", "sluice-oracle", "sluice-tracker"))
    trial.figure("packets lost by removing", lost, f"of {sent}", "<= 10", lost <= 10)
    trial.expect("sluiced is gone", booted.try_run("test", "-e", "/usr/bin/sluiced").returncode == 1)
    trial.expect("what was written stays",
                 booted.try_run("test", "-s", "/etc/sluice/sluice.yaml").returncode == 0 and
                 booted.try_run("test", "-s", "/var/lib/sluice/sluice.db").returncode == 0)
    booted.run("apt-get", "purge", "-y", "sluice", "sluice-oracle", "sluice-tracker")
    left = booted.run("sh", "-c", "ls -d /etc/sluice* /var/lib/sluice* /etc/sysctl.d/*sluice* "
                      "/lib/systemd/system/sluice* /usr/share/sluice* 2>/dev/null || true").split()
    trial.expect("purging leaves nothing", not left, " ".join(left))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packages", type=pathlib.Path, default=ROOT / "build/deb")
    parser.add_argument("--root", type=pathlib.Path, default=ROOT / "build/package-root")
    parser.add_argument("--reuse", action="store_true",
                        help="the root of the trial before: quicker, and no fresh one")
    options = parser.parse_args()
    reason = cannot_run(TOOLS, "devtools/install devtools/packages-deb")
    if reason:
        print(f"packages: not tried: {reason}")
        return 1
    packages = sorted(file for file in options.packages.glob("*_0.1.0_amd64.deb")
                      if "dbgsym" not in file.name)
    trial = Trial()
    root = Root(options.root)
    if not options.reuse:
        root.make()
    files = root.bring(*packages)
    # Once booted it has the lab's network, which leads nowhere.
    root.run("apt-get", "install", "-y", "--no-install-recommends", "--download-only", *files)
    later = root.bring(*(newer(package, options.packages) for package in packages))
    with Wire() as scene, contextlib.closing(Booted(root, scene.box)) as booted:
        began = install(trial, booted, files)
        begin(trial, booted, scene, began)
        upgrade(trial, booted, scene, later)
        watchdog(trial, booted, scene)
        remove(trial, booted, scene)
    results = ROOT / "build/results/packages.json"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(trial.results, indent=2) + "\n")
    print(f"packages: {'all as it should be' if not trial.failed else f'{trial.failed} not as it should be'}")
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main())
