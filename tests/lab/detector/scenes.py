# SPDX-License-Identifier: Apache-2.0
"""A policy, run after run, and a week: each run has a scene and a daemon of its own."""
import days
import two_ends
import play
import policies

KNOWN = 6881
NEUTRAL_PORTS = (4711, 10009, 10010, 40404, 51413)  # another for each run
WEEK_CLOCK, WEEK_ZONE = "20:30", "Asia/Hong_Kong"


def box_for(policy, scene, build, worker):
    if policy.beside:
        return two_ends.Box(scene, build, policy.text, workers=(worker,), links=scene.tap())
    if policy.name == "weekday-schedule":
        wednesday = days.at(2, WEEK_CLOCK, WEEK_ZONE)
        return days.DatedBox(scene, build, policy.text, wednesday, workers=(worker,))
    return two_ends.Box(scene, build, policy.text, workers=(worker,))


def play_policy(policy, options, worker):
    runs = []
    for number in range(options.runs):
        with (two_ends.Beside if policy.beside else two_ends.Place)() as scene:
            box = box_for(policy, scene, options.build, worker).start()
            neutral = NEUTRAL_PORTS[number % len(NEUTRAL_PORTS)]
            runs.append(play.play(scene, box, policy.text, KNOWN, neutral, options.times,
                                  options.seconds))
    return runs


def play_week(options, worker):
    """(name of the day, its run); one daemon all week."""
    policy = next(policy for policy in policies.ALL if policy.name == "weekday-schedule")
    found = []
    with two_ends.Place() as scene:
        box = days.DatedBox(scene, options.build, policy.text, days.at(0, WEEK_CLOCK, WEEK_ZONE),
                            workers=(worker,)).start()
        for number, name in enumerate(days.WEEKDAYS):
            box.set_clock(days.at(number, WEEK_CLOCK, WEEK_ZONE))
            found.append((name, play.play(scene, box, policy.text, KNOWN, NEUTRAL_PORTS[0],
                                          options.times, options.seconds)))
    return found
