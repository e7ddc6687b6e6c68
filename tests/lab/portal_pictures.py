#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Takes docs/portal-light.png and docs/portal-dark.png: the page of a sample home on a phone.

Usage: portal_pictures.py BUILD, which has portal-sample-page built.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

from browser import Browser

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def main():
    sample = pathlib.Path(sys.argv[1]) / "tests/unit/control/portal/portal-sample-page"
    with tempfile.TemporaryDirectory() as directory:
        folder = pathlib.Path(directory)
        for file, word in (("page.html", "page"), ("style.css", "style")):
            (folder / file).write_bytes(subprocess.run([sample, word], check=True,
                                                       stdout=subprocess.PIPE).stdout)
        with Browser(lambda *words: list(words), folder / "chromium") as browser:
            for scheme in ("light", "dark"):
                browser.open(f"file://{folder}/page.html", scheme)
                picture = ROOT / "docs" / f"portal-{scheme}.png"
                browser.screenshot(picture)
                if shutil.which("pngquant"):  # Debian's: a quarter of the bytes
                    subprocess.run(["pngquant", "--force", "--strip", "--output", picture, "64",
                                    picture], check=True)
                print(f"{picture}: {picture.stat().st_size} bytes, least contrast "
                      f"{browser.least_contrast():.1f}, "
                      f"{'too wide' if browser.scrolls_sideways() else 'no wider than a phone'}")


if __name__ == "__main__":
    main()
