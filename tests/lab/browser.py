# SPDX-License-Identifier: Apache-2.0
"""A real Chromium of a namespace's, told what to do over the DevTools protocol's pipe."""
import base64
import contextlib
import itertools
import json
import os
import select
import shutil
import subprocess
import time

from box import Skip
from scene import LabError

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}

# Of each text that shows: its ratio to the nearest ground behind it (WCAG 2.1, 1.4.3); the least.
LEAST_CONTRAST = """(() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.04045 ? v / 12.92
      : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
  let least = 99;
  for (const e of document.body.querySelectorAll('*')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const a = light(parse(getComputedStyle(e).color).slice(0, 3)), b = light(ground(e));
    least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return least;
})()"""


class Browser:
    """One page, unless told otherwise on a phone's screen and without its own scripts."""

    def __init__(self, command_of, directory, screen=None, scripts=False):
        """`command_of` makes of words the command that runs them in the right namespace."""
        program = shutil.which("chromium")
        if not program:
            raise Skip("needs chromium (make install-lab brings it)")
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        # The pipe's ends are the browser's descriptors 3 and 4.
        start = (f"exec {program} --headless=new --no-sandbox --disable-gpu --no-first-run "
                 f"--disable-dev-shm-usage --user-data-dir={directory} "
                 f"--disable-background-networking --remote-debugging-pipe about:blank "
                 f"3<&{to_browser} 4>&{from_browser}")
        self._process = subprocess.Popen(
            command_of("bash", "-c", start), pass_fds=(to_browser, from_browser),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self._numbers = itertools.count(1)
        self._rest = b""
        self._session = None
        target = next(t for t in self._call("Target.getTargets")["targetInfos"]
                      if t["type"] == "page")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target,
                                   flatten=True)["sessionId"]
        self._call("Page.enable")
        self._screen = screen or PHONE
        self._call("Emulation.setDeviceMetricsOverride", **self._screen)
        self._call("Emulation.setScriptExecutionDisabled", value=not scripts)

    def _message(self, until):
        while b"\0" not in self._rest:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                raise LabError("chromium does not answer")
            more = os.read(self._in, 1 << 20)
            if not more:
                raise LabError("chromium ended")
            self._rest += more
        message, self._rest = self._rest.split(b"\0", 1)
        return json.loads(message)

    def _call(self, method, seconds=20, **parameters):
        number = next(self._numbers)
        call = {"id": number, "method": method, "params": parameters}
        if self._session:
            call["sessionId"] = self._session
        os.write(self._out, json.dumps(call).encode() + b"\0")
        until = time.monotonic() + seconds
        while True:
            message = self._message(until)
            if message.get("id") == number:
                if "error" in message:
                    raise LabError(f"{method}: {message['error']['message']}")
                return message["result"]

    def open(self, url, scheme="light"):
        self._call("Emulation.setEmulatedMedia",
                   features=[{"name": "prefers-color-scheme", "value": scheme}])
        failed = self._call("Page.navigate", url=url).get("errorText")
        if failed:
            raise LabError(f"chromium: {url}: {failed}")
        until = time.monotonic() + 10
        while self.value("document.readyState") != "complete":
            if time.monotonic() > until:
                raise LabError(f"{url} is not loaded after 10 s")
            time.sleep(0.05)

    def value(self, expression):
        return self._call("Runtime.evaluate", expression=expression,
                          returnByValue=True)["result"].get("value")

    def text(self):
        return self.value("document.body.innerText")

    def scrolls_sideways(self):
        metrics = self._call("Page.getLayoutMetrics")
        return metrics["cssContentSize"]["width"] > metrics["cssLayoutViewport"]["clientWidth"]

    def least_contrast(self):
        return self.value(LEAST_CONTRAST)

    def accessible(self):
        """(role, name) of what a screen reader is told of."""
        nodes = self._call("Accessibility.getFullAXTree")["nodes"]
        return [(n.get("role", {}).get("value"), n.get("name", {}).get("value", ""))
                for n in nodes if not n.get("ignored")]

    def screenshot(self, file):
        height = self._call("Page.getLayoutMetrics")["cssContentSize"]["height"]
        picture = self._call("Page.captureScreenshot", captureBeyondViewport=True, format="png",
                             clip={"x": 0, "y": 0, "width": self._screen["width"], "height": height,
                                   "scale": 1})
        with open(file, "wb") as out:
            out.write(base64.b64decode(picture["data"]))

    def close(self):
        with contextlib.suppress(LabError, OSError):
            self._session = None
            self._call("Browser.close", seconds=3)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(3)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._out)
        os.close(self._in)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
