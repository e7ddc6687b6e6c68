# SPDX-License-Identifier: Apache-2.0
"""Mutual downloads: the study's section 4.3."""


def mutual_downloading(stage):
    fb_at_t1, fa_at_t2 = ("T1", "TestCaenFb"), ("T2", "TestCaenFa")
    for scenario in ((fb_at_t1,), (fa_at_t2,), (fb_at_t1, fa_at_t2)):
        stage.begin()
        stage.seed("T1", file="TestCaenFa", kilobytes=1000)
        stage.seed("T2", file="TestCaenFb", kilobytes=1000)
        seen = stage.download(*scenario)
        stage.findings.complete(*seen)
        if len(seen) == 2:
            stage.findings.at_the_same_time(*seen)
