# SPDX-License-Identifier: Apache-2.0
"""Programs that the scenes run: installed ones, and those of packages that were only unpacked."""
import pathlib
import shutil

from box import Skip

ROOT = pathlib.Path(__file__).resolve().parents[3]
UNPACKED = ROOT / "build/accuracy/unpacked"
NODE_MODULES = ROOT / "build/accuracy/node/node_modules"


def find(name):
    """The program's path, or a reason to skip."""
    for directory in ("usr/bin", "usr/sbin"):
        if (UNPACKED / directory / name).exists():
            return UNPACKED / directory / name
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if not found:
        raise Skip(f"{name} is not there (make accuracy installs it)")
    return found
