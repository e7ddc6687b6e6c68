# SPDX-License-Identifier: Apache-2.0
"""Until something is so."""
import time


def wait_for(what, seconds=12):
    """Until it gives something true, which is returned; or what it gave last."""
    deadline = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found
