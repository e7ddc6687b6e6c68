# SPDX-License-Identifier: Apache-2.0
"""Simultaneous downloads by the two homes: the study's section 4.4, all but its seeders at home."""
import time


def distinct_files(stage):
    stage.begin()
    stage.seed("RT1", file="TestCaenFRTa")
    stage.seed("RT2", file="TestCaenFRTb")
    seen = stage.download(("T1", "TestCaenFRTa"), ("T2", "TestCaenFRTb"))
    stage.findings.complete(*seen)
    stage.findings.at_the_same_time(*seen)


def same_file_on_several_seeders(stage):
    stage.begin(RT1=6, RT2=6)
    stage.seed("RT1", "RT2", file="TestCaenFRT1")
    seen = stage.download(("T1", "TestCaenFRT1"), ("T2", "TestCaenFRT1"))
    stage.findings.complete(*seen)
    if not stage.several_per_address:
        stage.findings.one_at_a_time(*(stage.machines.observe(name, "TestCaenFRT1")
                                       for name in ("RT1", "RT2")))
        stage.findings.exchanged(*seen)


def same_file_on_one_seeder(stage, apart=False):
    stage.begin(apart=apart)
    stage.seed("RT1", file="TestCaenFRTa")
    seen = stage.download(("T1", "TestCaenFRTa"), ("T2", "TestCaenFRTa"))
    findings = stage.findings
    findings.complete(*seen)
    if not stage.several_per_address:
        findings.one_at_a_time(stage.machines.observe("RT1", "TestCaenFRTa"))
    if apart:
        between = seen[0].from_whom()["T2"] + seen[1].from_whom()["T1"]
        findings.claim(between == 0, f"{between} blocks between the homes")
    else:
        findings.exchanged(*seen)


def same_file_on_one_seeder_apart(stage):
    same_file_on_one_seeder(stage, apart=True)


def another_file_for_who_waits(stage):
    stage.begin()
    stage.seed("RT1", file="TestCaenFRT1", kilobytes=3000)
    stage.seed("RT1", file="TestCaenFRTa", kilobytes=1000)
    stage.machines.download("T1", "TestCaenFRT1")
    time.sleep(1)
    stage.machines.download("T2", "TestCaenFRT1")
    stage.machines.download("T2", "TestCaenFRTa")
    first, waiting, other = stage.machines.wait(
        ("T1", "TestCaenFRT1"), ("T2", "TestCaenFRT1"), ("T2", "TestCaenFRTa"))
    findings = stage.findings
    findings.complete(first, waiting, other)
    before = first.finished or float("inf")
    meanwhile = other.from_whom(before=before)["RT1"]
    findings.claim(meanwhile, f"while T1 was downloading, T2 had {meanwhile} blocks of "
                              "TestCaenFRTa from RT1")
    waited = waiting.from_whom(before=before)["RT1"]
    findings.claim(not waited, f"and {waited} of TestCaenFRT1")


def distinct_files_from_one_seeder(stage):
    stage.begin()
    stage.seed("RT1", file="TestCaenFRT1")
    stage.seed("RT1", file="TestCaenFRTa")
    seen = stage.download(("T1", "TestCaenFRT1"), ("T2", "TestCaenFRTa"))
    stage.findings.complete(*seen)
    stage.findings.at_the_same_time(*seen)


def who_waited_finishes(stage, apart=False):
    # The first home gives slowly, so that the other still lacks something when it has finished.
    stage.begin(apart=apart, T1=1, T2=1)
    stage.seed("RT1", file="TestCaenFRTa")
    stage.machines.download("T1", "TestCaenFRTa")
    time.sleep(0.5)
    stage.machines.download("T2", "TestCaenFRTa")
    seen = stage.machines.wait(("T1", "TestCaenFRTa"), ("T2", "TestCaenFRTa"))
    findings = stage.findings
    findings.complete(*seen)
    findings.one_at_a_time(stage.machines.observe("RT1", "TestCaenFRTa"))
    first, waiting = sorted(seen, key=lambda download: download.finished or float("inf"))
    if first.complete:
        before = waiting.from_whom(before=first.finished)["RT1"]
        after = waiting.from_whom(after=first.finished)["RT1"]
        findings.claim(before == 0 and after > 0, f"of RT1 it had {before} blocks until the other "
                                                  f"had finished, and {after} then, by itself")


def who_waited_finishes_apart(stage):
    who_waited_finishes(stage, apart=True)
