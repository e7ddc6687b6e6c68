# SPDX-License-Identifier: Apache-2.0
"""What the box itself says that its rules did, beside what was found at the ends."""
import collections

from comparison import Change

# Of deeds that each show in one packet at an end: the action that does them, and what is seen.
SEEN = {"dropped": ("drop", Change.MISSING), "over_rate": ("police", Change.MISSING),
        "marked": ("dscp", Change.MARKED)}


def read(box):
    """(rule, deed) to packets, since the start."""
    found = collections.Counter()
    for rule in box.ask("policy", "effects", "--since-start").get("rules", []):
        for deed in rule.get("did", []):
            found[rule["rule"], deed["deed"]] += int(deed.get("packets", 0))
    return found


def differences(by_rule, did, rule_actions):
    """Lines about counts that are not those of the ends; `by_rule` is Trace's, `did` as read()."""
    for rule, action in rule_actions.items():
        for deed, (kind, change) in SEEN.items():
            if kind not in action:
                continue
            seen, said = by_rule[rule, change], did[rule, deed]
            if change is Change.MARKED and "shape" in action:
                seen += by_rule[rule, Change.MISSING]  # the mark first, then the queue that lost it
            if seen != said:
                yield f"{rule}: {seen} {change.value} at the ends, {said} {deed} in the box"
