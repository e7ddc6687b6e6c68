# SPDX-License-Identifier: Apache-2.0
"""A fresh Debian in a folder, booted with its own systemd, in a network namespace of the lab."""
import os
import pathlib
import shutil
import signal
import subprocess
import time

from scene import LabError, run

BOOT_SECONDS = 60

# What PID 1 of a container finds: its own processes, mounts and control groups. The network is that
# of the namespace that it is started in, and so are /sys/class/net's interfaces.
BOOT = """
set -e
mount --make-rprivate /
mount --bind "$0" "$0"
cd "$0"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount --rbind /dev dev
mount -t tmpfs tmpfs dev/shm
mount -t cgroup2 none sys/fs/cgroup
mount -t bpf bpf sys/fs/bpf
exec chroot . /usr/bin/env -i container=sluice-lab PATH=/usr/sbin:/usr/bin /lib/systemd/systemd \
    --log-target=null --show-status=no
"""


class Root:
    """Not booted yet: what apt does to it there is what a builder of images sees."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def make(self):
        """Debian 12 as small as it installs itself, from where this machine's packages come."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        run(["debootstrap", "--variant=minbase",
             "--include=systemd,systemd-sysv,dbus,iproute2,procps", "bookworm", self.folder])
        (self.folder / "etc/apt/sources.list").unlink()
        for part in ("sources.list", "sources.list.d", "apt.conf.d", "preferences.d"):
            ours, theirs = pathlib.Path("/etc/apt") / part, self.folder / "etc/apt" / part
            if ours.is_dir():
                shutil.copytree(ours, theirs, dirs_exist_ok=True)
            elif ours.is_file():
                shutil.copy(ours, theirs)
        shutil.copy("/etc/resolv.conf", self.folder / "etc/resolv.conf")
        self.run("apt-get", "update")

    def run(self, *words):
        return run(["chroot", self.folder, "env", "DEBIAN_FRONTEND=noninteractive",
                    "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *words])

    def bring(self, *files):
        for file in files:
            shutil.copy(file, self.folder / "root")
        return [f"/root/{pathlib.Path(file).name}" for file in files]


class Booted:
    """The same with its systemd as PID 1, inside `namespace`, until it is closed."""

    def __init__(self, root, namespace):
        self.root = root
        self.started = subprocess.Popen(namespace.command(
            "unshare", "--fork", "--pid", "--kill-child", "--mount", "--uts", "--ipc", "--cgroup",
            "sh", "-c", BOOT, root.folder), stdin=subprocess.DEVNULL)
        self.pid = self._first_process()
        self._wait_until_up()

    def _first_process(self):
        deadline = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < deadline:
            # ip netns exec becomes unshare, whose child is the first process inside.
            children = pathlib.Path(
                f"/proc/{self.started.pid}/task/{self.started.pid}/children").read_text().split()
            if children and "systemd" in pathlib.Path(f"/proc/{children[0]}/cmdline").read_text():
                return int(children[0])
            if self.started.poll() is not None:
                break
            time.sleep(0.1)
        raise LabError("systemd did not start in the root")

    def _wait_until_up(self):
        deadline = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < deadline:
            state = self.try_run("systemctl", "is-system-running").stdout.strip()
            if state in ("running", "degraded"):
                return
            time.sleep(0.2)
        raise LabError(f"systemd is {state or 'silent'} after {BOOT_SECONDS} s")

    def command(self, *words):
        return ["nsenter", "-t", str(self.pid), "--mount", "--pid", "--uts", "--ipc", "--net",
                "--cgroup", f"--root=/proc/{self.pid}/root", "--wd=/",
                "env", "-i", "DEBIAN_FRONTEND=noninteractive",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", *map(str, words)]

    def try_run(self, *words, **options):
        return subprocess.run(self.command(*words), capture_output=True, text=True, **options)

    def run(self, *words, **options):
        return run(self.command(*words), **options)

    def close(self):
        if self.started.poll() is None:
            os.kill(self.pid, signal.SIGKILL)  # the kernel ends all that it started with it
            self.started.wait()
