# SPDX-License-Identifier: Apache-2.0
"""Which rule is behind what was done to a packet: by what the box says decided its flow, if that
rule's action is one that does such a thing."""
import collections
import dataclasses

import yaml

from comparison import Change

# What an action does to packets of the direction that its rule decided, and to the whole flow.
SAME_WAY = {
    "drop": {Change.MISSING}, "police": {Change.MISSING}, "shape": {Change.MISSING, Change.ECN},
    "dscp": {Change.MARKED},
}
EITHER_WAY = {
    "reset": {Change.FORGED_RESET, Change.MISSING},
    "refuse": {Change.FORGED_ICMP, Change.MISSING},
    "connections": {Change.FORGED_RESET, Change.FORGED_ICMP, Change.MISSING},
}
DSCP = {"le": 1, "ef": 46, "va": 44} | {f"cs{n}": 8 * n for n in range(8)} | \
    {f"af{a}{b}": 8 * a + 2 * b for a in range(1, 5) for b in range(1, 4)}


def actions(policy):
    """Name of a rule to its action, as a mapping; rules in shadow have none."""
    document = yaml.safe_load(policy) or {}
    found = {}
    for rule in document.get("rules") or []:
        action = rule["action"]
        shadow = rule.get("shadow") or document.get("shadow")
        found[rule["name"]] = {} if shadow else \
            {action: True} if isinstance(action, str) else action
    return found


class Decided:
    """By flow and direction, the rules that the box has named for it."""

    def __init__(self):
        self.rules = collections.defaultdict(set)

    def add(self, flows):
        for flow in flows:
            for direction in ("up", "down"):
                if rule := flow.get(direction, {}).get("rule"):
                    key = flow.get("subscriber_port"), flow.get("remote_port"), direction
                    self.rules[key].add(rule)

    def of(self, interference, direction):
        return self.rules[interference.client_port, interference.server_port, direction]


def marks(action, note):
    """Whether it is this action that leaves such a mark."""
    asked = action["dscp"]
    mark = asked.get("mark") if isinstance(asked, dict) else asked
    return note.endswith(f" to {DSCP.get(mark, mark)}")


def rule_behind(interference, decided, rule_actions):
    """The name of a rule; None if none does such a thing."""
    for direction in ("up", "down"):
        same_way = direction == interference.direction
        for rule in sorted(decided.of(interference, direction)):
            action = rule_actions.get(rule, {})
            for kind in action:
                does = EITHER_WAY.get(kind, set()) | (SAME_WAY.get(kind, set()) if same_way
                                                      else set())
                if interference.change in does and \
                        (interference.change is not Change.MARKED or
                         marks(action, interference.note)):
                    return rule
    return None


@dataclasses.dataclass
class Trace:
    by_rule: collections.Counter  # (rule, Change) to packets
    untraced: list                # Interference

    def words(self):
        said = sorted(f"{count} {change.value} by {rule}"
                      for (rule, change), count in self.by_rule.items())
        kinds = collections.Counter((i.change, i.client_port, i.server_port, i.direction)
                                    for i in self.untraced)
        said += [f"{count} {change.value} {direction} on {client} to {server} BY NO RULE"
                 for (change, client, server, direction), count in kinds.items()]
        return said or ["every packet arrived as it was sent, and no other"]


def trace(interferences, decided, rule_actions):
    found = Trace(collections.Counter(), [])
    for interference in interferences:
        rule = rule_behind(interference, decided, rule_actions)
        if rule is None:
            found.untraced.append(interference)
        else:
            found.by_rule[rule, interference.change] += 1
    return found
