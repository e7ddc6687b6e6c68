# SPDX-License-Identifier: Apache-2.0
"""A remote peer downloads from both homes: Test_10 and Test_12 of the study's section 4.4."""


def same_file_from_both_homes(stage):
    stage.begin(T1=4, T2=4)
    stage.seed("T1", "T2", file="TestCaenF1")
    seen, = stage.download(("RT1", "TestCaenF1"))
    findings = stage.findings
    findings.complete(seen)
    used = len(seen.from_whom().keys() & {"T1", "T2"})
    at_a_time = seen.most_at_a_time("T1", "T2")
    findings.claim((used, at_a_time) == ((2, 2) if stage.several_per_address else (1, 1)),
                   f"{used} of the two seeders used, {at_a_time} at a time")


def distinct_files_from_both_homes(stage):
    stage.begin(T1=6, T2=6)
    stage.seed("T1", file="TestCaenFa")
    stage.seed("T2", file="TestCaenFb")
    seen = stage.download(("RT1", "TestCaenFa"), ("RT1", "TestCaenFb"))
    stage.findings.complete(*seen)
    stage.findings.at_the_same_time(*seen)
