"""What makes a build stale, and what a failing one shows."""

from __future__ import annotations

import os
import time
from pathlib import Path

from launcher import build
from launcher.console import Failure
from launcher.java import Jdk
from launcher.tests.support import LauncherTest

OLD = time.time_ns() - 10**12


class BuildTest(LauncherTest):
    def setUp(self) -> None:
        super().setUp()
        self.project = self.folder / "project"
        for name in (
            "pom.xml",
            "src/engine/pom.xml",
            "src/engine/src/main/java/Engine.java",
            "src/engine/src/test/java/EngineTest.java",
            "src/engine/target/Engine.class",
            "functions/pom.xml",
            "functions/src/main/java/Function.java",
        ):
            file = self.project / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        jar = build.jar(self.project)
        jar.parent.mkdir(parents=True)
        jar.touch()
        self.age(OLD)
        build.mark_built(OLD + 1000, self.project)

    def age(self, time_ns: int) -> None:
        for path in [self.project, *self.project.rglob("*")]:
            os.utime(path, ns=(time_ns, time_ns))

    def stale(self) -> bool:
        return build.is_stale(self.project)

    def touch(self, name: str) -> None:
        os.utime(self.project / name)

    def test_nothing_new(self) -> None:
        self.assertFalse(self.stale())

    def test_no_jar(self) -> None:
        build.jar(self.project).unlink()
        self.assertTrue(self.stale())

    def test_sources_and_poms_count(self) -> None:
        for name in ("pom.xml", "functions/pom.xml", "src/engine/src/main/java/Engine.java"):
            self.age(OLD)
            build.mark_built(OLD + 1000, self.project)
            self.touch(name)
            self.assertTrue(self.stale(), name)

    def test_tests_and_outputs_do_not_count(self) -> None:
        for name in ("src/engine/src/test/java/EngineTest.java", "src/engine/target/Engine.class", "src/engine"):
            self.touch(name)
        self.assertFalse(self.stale())

    def test_a_removed_source_counts(self) -> None:
        (self.project / "src/engine/src/main/java/Engine.java").unlink()
        self.assertTrue(self.stale())

    def test_a_change_during_the_build_counts(self) -> None:
        build.jar(self.project).touch()
        os.utime(self.project / "pom.xml", ns=(OLD + 2000, OLD + 2000))
        self.assertTrue(self.stale())

    def maven(self, script: str) -> None:
        mvn = self.program("mvn", f'case "$*" in *--version*) echo Apache Maven 3.9.9; exit;; esac; {script}')
        self.environment(PATH=f"{mvn.parent}{os.pathsep}{os.environ['PATH']}")

    def test_a_build_makes_it_fresh_with_the_jdk_that_was_found(self) -> None:
        self.maven(f'echo "$JAVA_HOME $*" > {self.folder}/call')
        self.touch("pom.xml")
        build.build(Jdk(Path("/the/jdk"), 25), verbose=False, project=self.project)
        self.assertFalse(self.stale())
        self.assertRegex((self.folder / "call").read_text(), "^/the/jdk .*-q -DskipTests package -pl functions -am")

    def test_a_failing_build_shows_the_end_of_its_output_and_stays_stale(self) -> None:
        sentences = self.said("build")
        self.maven("seq 100; echo '[ERROR] broken'; exit 1")
        self.touch("pom.xml")
        with self.assertRaisesRegex(Failure, "^The build failed"):
            build.build(Jdk(self.folder, 25), verbose=False, project=self.project)
        self.assertEqual((sentences[-1], len(sentences)), ("[ERROR] broken", 60))
        self.assertTrue(self.stale())
