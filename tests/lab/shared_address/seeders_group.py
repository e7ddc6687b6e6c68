# SPDX-License-Identifier: Apache-2.0
"""A remote peer downloads from both homes: Test_10 and Test_12 of the study's section 4.4."""


def same_file_from_both_homes(stage):
    stage.begin(T1=4, T2=4)
    stage.seed("T1", "T2", file="TestCaenF1")
    seen, = stage.download(("RT1", "TestCaenF1"))
    findings = stage.findings
    findings.complete(seen)
    used = seen.from_whom().keys() & {"T1", "T2"}
    most = seen.most_connections("T1", "T2")
    if stage.several_per_address:
        findings.claim(len(used) == 2 and most == 2, f"both seeders used, {most} at the same time"
                       if len(used) == 2 else "one seeder used")
    else:
        findings.claim(len(used) == 1 and most == 1, f"{len(used)} of the two seeders used, "
                                                     f"{most} at a time")


def distinct_files_from_both_homes(stage):
    stage.begin(T1=6, T2=6)
    stage.seed("T1", file="TestCaenFa")
    stage.seed("T2", file="TestCaenFb")
    seen = stage.download(("RT1", "TestCaenFa"), ("RT1", "TestCaenFb"))
    stage.findings.complete(*seen)
    stage.findings.at_the_same_time(*seen)
