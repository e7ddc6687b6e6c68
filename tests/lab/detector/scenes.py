# SPDX-License-Identifier: Apache-2.0
"""A policy, run after run, and a week: each run has a scene and a daemon of its own."""
import contextlib

import days
import play
import policies
import two_ends
from policies import Setting

KNOWN = 6881
NEUTRAL_PORTS = (4711, 10009, 10010, 40404, 51413)  # another for each run
WEEK_CLOCK, WEEK_ZONE = "20:30", "Asia/Hong_Kong"


@contextlib.contextmanager
def begun(policy, build, worker):
    """(a scene as the policy is to be tried in, its box, running)"""
    settings = {"workers": (worker,)}
    if policy.setting is Setting.BESIDE:
        with two_ends.Beside() as scene:
            yield scene, two_ends.Box(scene, build, policy.text, links=scene.tap(),
                                      **settings).start()
    elif policy.setting is Setting.CONGESTED:
        with two_ends.CongestedPlace() as scene:
            box = two_ends.BoxThatKnowsSubscribers(scene, build, policy.text, links=scene.LINKS,
                                                   **settings).start()
            scene.begin_congestion(box)
            yield scene, box
    elif policy.setting is Setting.WEDNESDAY_EVENING:
        with two_ends.Place() as scene:
            yield scene, days.DatedBox(scene, build, policy.text,
                                       days.at(2, WEEK_CLOCK, WEEK_ZONE), **settings).start()
    else:
        with two_ends.Place() as scene:
            yield scene, two_ends.Box(scene, build, policy.text, **settings).start()


def play_policy(policy, options, worker):
    runs = []
    for number in range(options.runs):
        with begun(policy, options.build, worker) as (scene, box):
            neutral = NEUTRAL_PORTS[number % len(NEUTRAL_PORTS)]
            runs.append(play.play(scene, box, policy.text, KNOWN, neutral, options.times,
                                  options.seconds))
    return runs


def play_week(options, worker):
    """(name of the day, its run); one daemon all week."""
    policy = policies.by_name("weekday-schedule")
    found = []
    with two_ends.Place() as scene:
        box = days.DatedBox(scene, options.build, policy.text, days.at(0, WEEK_CLOCK, WEEK_ZONE),
                            workers=(worker,)).start()
        for number, name in enumerate(days.WEEKDAYS):
            box.set_clock(days.at(number, WEEK_CLOCK, WEEK_ZONE))
            found.append((name, play.play(scene, box, policy.text, KNOWN, NEUTRAL_PORTS[0],
                                          options.times, options.seconds)))
    return found
