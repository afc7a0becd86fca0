"""Adding up test reports."""

from __future__ import annotations

import os
import time

from launcher.tests.support import LauncherTest
from launcher.verify import Totals, surefire_totals


class VerifyTest(LauncherTest):
    def report(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def test_reports_of_every_module_are_added_up(self) -> None:
        suite = '<testsuite name="T" tests="{}" failures="{}" errors="{}" skipped="{}"/>'
        self.report("src/a/target/surefire-reports/TEST-A.xml", suite.format(10, 1, 2, 3))
        self.report("b/target/failsafe-reports/TEST-B.xml", suite.format(5, 0, 0, 0))
        self.report("b/target/surefire-reports/other.xml", suite.format(100, 0, 0, 0))
        self.assertEqual(surefire_totals(self.folder, 0), Totals(passed=9, failed=3, skipped=3))
        self.assertEqual(str(surefire_totals(self.folder, 0)), "9 passed, 3 failed, 3 skipped")

    def test_an_earlier_runs_reports_do_not_count(self) -> None:
        self.report("target/surefire-reports/TEST-A.xml", '<testsuite tests="10"/>')
        os.utime(self.folder / "target/surefire-reports/TEST-A.xml", (1, 1))
        self.assertEqual(surefire_totals(self.folder, time.time() - 60), Totals())

    def test_a_report_that_was_cut_off_is_a_failure(self) -> None:
        self.report("target/surefire-reports/TEST-A.xml", '<testsuite tests="10"><testcase')
        self.assertEqual(surefire_totals(self.folder, 0), Totals(failed=1))
