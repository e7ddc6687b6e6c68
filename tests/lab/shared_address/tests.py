# SPDX-License-Identifier: Apache-2.0
"""The study's tests, and what is expected of them: its purposes, in both configurations."""
import dataclasses
import typing

import mutual_group
import overlay_group
import policy_on_one_home
import seeders_group
import simultaneous_group

PASS = "pass"
CONFIGURATIONS = {"allowed": True, "not-allowed": False}  # several connections per address


@dataclasses.dataclass(frozen=True)
class Test:
    id: str
    title: str
    play: typing.Callable
    expected: dict  # by configuration; a test without one is not applicable


def both(text):
    return {"allowed": text, "not-allowed": text}


ALL = (
    Test("1", "connection to the overlay", overlay_group.connection_to_the_overlay, both(PASS)),
    Test("2", "uploading distinct files", overlay_group.uploading_distinct_files, both(PASS)),
    Test("3", "uploading the same file", overlay_group.uploading_the_same_file,
         both("one upload only, by the index")),
    Test("4", "mutual downloading", mutual_group.mutual_downloading,
         both("pass, its three scenarios")),
    Test("5", "distinct files", simultaneous_group.distinct_files, both(PASS)),
    Test("6", "the same file on several seeders", simultaneous_group.same_file_on_several_seeders,
         {"allowed": PASS,
          "not-allowed": "pass; one connection per seeder, the homes exchange the rest"}),
    Test("7", "the same file on one seeder", simultaneous_group.same_file_on_one_seeder,
         {"allowed": "pass, and the homes exchange pieces",
          "not-allowed": "both finish; one connection at the uploader at a time, the rest by the "
                         "other home"}),
    Test("7-apart", "the same, the homes unknown to each other",
         simultaneous_group.same_file_on_one_seeder_apart,
         {"allowed": "pass, each from the seeder alone",
          "not-allowed": "both finish; one connection at the uploader at a time"}),
    Test("8", "another file for who waits", simultaneous_group.another_file_for_who_waits,
         {"not-allowed": PASS}),
    Test("9", "distinct files from one seeder", simultaneous_group.distinct_files_from_one_seeder,
         both(PASS)),
    Test("10", "the same file from both homes", seeders_group.same_file_from_both_homes,
         {"allowed": PASS, "not-allowed": "only one of the two seeders is used (failed, the study "
                                          "says)"}),
    Test("11", "who waited finishes", simultaneous_group.who_waited_finishes,
         {"not-allowed": PASS}),
    Test("11-apart", "the same, the homes unknown to each other",
         simultaneous_group.who_waited_finishes_apart, {"not-allowed": PASS}),
    Test("12", "distinct files from both homes", seeders_group.distinct_files_from_both_homes,
         both(PASS)),
    Test("13", "home 1 is limited, home 2 does not notice",
         policy_on_one_home.limited_home_beside_a_free_one,
         both("home 1 at its limit, home 2 as before")),
)
