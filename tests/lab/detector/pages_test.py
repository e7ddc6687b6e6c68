# SPDX-License-Identifier: Apache-2.0
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent))

import policies  # noqa: E402
import tracing  # noqa: E402


class Guide(unittest.TestCase):
    """The operator's guide has a page for each ready-made policy, which says what it does."""

    def test_each_policy_has_a_page_and_each_page_a_policy(self):
        files = {file.stem for file in policies.FOLDER.glob("*.yaml")}
        self.assertEqual(files, {policy.name for policy in policies.READY_MADE})
        self.assertEqual(files, {page.stem for page in policies.PAGES.glob("*.md")} - {"README"})

    def test_each_page_shows_the_policy_as_it_is(self):
        for policy in policies.READY_MADE:
            lines = [line for line in policy.text.splitlines() if not line.startswith("#")]
            self.assertIn("```yaml\n" + "\n".join(lines) + "\n```", self.page(policy), policy.name)

    def test_each_page_says_the_verdict_that_is_tried(self):
        for policy in policies.READY_MADE:
            self.assertIn(f"**What a detector says:** {policy.expected}\n", self.page(policy))

    def test_each_page_says_what_it_does_whom_it_harms_and_how_to_notice(self):
        for policy in policies.READY_MADE:
            for part in ("What it does.", "What it harms.", "How a subscriber would notice."):
                self.assertIn(f"**{part}**", self.page(policy), policy.name)

    def test_the_index_has_every_page(self):
        index = (policies.PAGES / "README.md").read_text(encoding="utf-8")
        for policy in policies.READY_MADE:
            self.assertIn(f"[{policy.name}]({policy.name}.md)", index)

    def test_each_rule_has_an_action(self):
        for policy in policies.READY_MADE:
            self.assertTrue(tracing.actions(policy.text) or policy.name == "none", policy.name)

    @staticmethod
    def page(policy):
        return (policies.PAGES / f"{policy.name}.md").read_text(encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
