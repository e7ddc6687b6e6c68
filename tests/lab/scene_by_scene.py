# SPDX-License-Identifier: Apache-2.0
"""How a measuring target plays its scenes: one that fails is told and does not end the others."""
import os
import shutil
import time
import traceback

from box import Skip


def cannot_run(tools, brought_by="make install-lab"):
    if os.geteuid() != 0:
        return "needs root for network namespaces"
    missing = [tool for tool in tools if not shutil.which(tool)]
    return f"needs {', '.join(missing)} ({brought_by} brings them)" if missing else None


class SceneByScene:
    def __init__(self, options):
        self.options = options
        self.failed = 0
        self.skipped = 0

    @property
    def not_played(self):
        """Of which nobody can say that they are as promised."""
        return self.failed + self.skipped

    def guarded(self, name, function, *arguments):
        """What the function returns, or None."""
        start = time.monotonic()
        try:
            done = function(*arguments)
            print(f"{time.monotonic() - start:6.1f} s  {name}{self.in_short(done)}", flush=True)
            return done
        except Skip as reason:
            self.skipped += 1
            print(f"    skip  {name}: {reason}", flush=True)
        except Exception as error:
            self.failed += 1
            print(f"    FAIL  {name}: {type(error).__name__}: {error}", flush=True)
            if self.options.verbose:
                traceback.print_exc()
        return None

    def in_short(self, _done):
        """What the scene's line says of it."""
        return ""
