# SPDX-License-Identifier: Apache-2.0
"""What an outsider finds of ready-made policies. The whole of it is `make detect`."""
import pathlib
import subprocess
import sys

from box import Skip
from clients import PYTHON

FOLDER = pathlib.Path(__file__).resolve().parent / "detector"
sys.path.append(str(FOLDER))


def detect(lab, name, times=1):
    import play
    import policies
    import scenes
    if lab.options.box != "sluiced":
        raise Skip("dpdk-testpmd has no policy")
    policy = policies.by_name(name)
    scene, box = lab.open.enter_context(scenes.begun(policy, lab.options.build, 0))
    lab.boxes.append(box)
    run = play.play(scene, box, policy.text, times=times, seconds=0.8)
    assert run.verdict.words() == policy.expected, \
        f"{run.verdict.words()}, where {policy.expected} is expected"
    assert not run.trace.untraced and not run.differences, run.trace.words() + run.differences
    return f"{run.verdict.words()} [{'; '.join(run.trace.words())}]"


def test_of_no_policy_nothing_is_found(lab):
    """With no policy every packet arrives as it was sent, and the verdict is none."""
    return detect(lab, "none")


def test_no_bittorrent_is_found_as_blocked_by_protocol(lab):
    """A rule that resets BitTorrent is found as such; plain transfers on the same ports pass."""
    return detect(lab, "by-protocol")


def test_a_rate_for_seeds_is_found_as_uploads_that_are_limited(lab):
    """A rule for seeds is found as rate-limited uploads; downloads are as fast as plain ones."""
    return detect(lab, "seeding-only")


def test_a_tap_is_found_as_uploads_that_are_blocked(lab):
    """Resets from beside the path are found as such, and no packet in it is lost or altered."""
    return detect(lab, "tap-with-resets")


def test_the_verdict_says_of_the_thesis_what_the_thesis_says(_lab):
    """The rules that a verdict is by, tried on what was measured at five providers, and by hand."""
    done = subprocess.run([PYTHON, "-m", "unittest", "discover", "-q", "-s", FOLDER, "-p",
                           "*_test.py"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
