"""The JDK and Maven: found where they are, passed over when too old, named when missing."""

from __future__ import annotations

import os
from pathlib import Path

from launcher.console import Failure
from launcher.java import Jdk, find_jdk, find_maven
from launcher.tests.support import LauncherTest


class JavaTest(LauncherTest):
    def jdk(self, name: str, version: str, release: bool = True) -> Path:
        """Makes a folder that looks like a JDK; without the file `release`, its java says the version."""
        home = self.folder / name
        self.program("javac", "exit 0", f"{name}/bin")
        self.program("java", f"echo 'openjdk version \"{version}\"' >&2", f"{name}/bin")
        if release:
            (home / "release").write_text(f'IMPLEMENTOR="X"\nJAVA_VERSION="{version}"\n')
        return home

    def find(self, **environment: str) -> Jdk:
        return find_jdk({"PATH": "", **environment}, (f"{self.folder}/jvm/*",))

    def test_java_home_comes_first(self) -> None:
        home = self.jdk("mine", "26")
        self.jdk("jvm/a", "25.0.1")
        self.assertEqual(self.find(JAVA_HOME=str(home)), Jdk(home, 26))

    def test_the_path_comes_second_through_links(self) -> None:
        home = self.jdk("mine", "25.0.1", release=False)
        link = self.folder / "bin" / "java"
        link.parent.mkdir()
        link.symlink_to(home / "bin" / "java")
        self.assertEqual(self.find(PATH=str(link.parent)).home, home.resolve())

    def test_old_ones_are_passed_over_for_the_oldest_that_will_do(self) -> None:
        old = self.jdk("old", "17.0.15")
        self.jdk("jvm/a", "27")
        self.jdk("jvm/b", "1.8.0_292", release=False)
        home = self.jdk("jvm/c", "25")
        self.assertEqual(self.find(JAVA_HOME=str(old), PATH=str(old / "bin")).home, home)

    def test_a_runtime_without_a_compiler_will_not_do(self) -> None:
        home = self.jdk("jvm/a", "25")
        (home / "bin" / "javac").unlink()
        with self.assertRaisesRegex(Failure, "^JDK 25 is missing: install it"):
            self.find(JAVA_HOME=str(home))

    def maven(self, name: str, version: str) -> str:
        return str(
            self.program(name, f"echo '\033[1mApache Maven {version}\033[m (x)'; echo home: $JAVA_HOME >&2").parent
        )

    def test_maven_on_the_path(self) -> None:
        path = self.maven("mvn", "3.8.7")
        maven = find_maven(Jdk(self.folder, 25), {"PATH": path + os.pathsep + "/nowhere"})
        self.assertEqual((maven.program, maven.version), (f"{path}/mvn", (3, 8, 7)))

    def test_maven_by_its_home_and_the_daemon(self) -> None:
        self.maven("mvnd", "3.9.9")
        maven = find_maven(Jdk(self.folder, 25), {"PATH": "", "MAVEN_HOME": str(self.folder)})
        self.assertTrue(maven.program.endswith("/mvnd"))

    def test_old_and_missing_maven(self) -> None:
        with self.assertRaisesRegex(Failure, "^Maven 3.8.7 or newer is missing: install it"):
            find_maven(Jdk(self.folder, 25), {"PATH": str(self.folder)})
        path = self.maven("mvn", "3.6.3")
        with self.assertRaisesRegex(Failure, "^Maven 3.6.3 is too old: install Maven 3.8.7 or newer"):
            find_maven(Jdk(self.folder, 25), {"PATH": path})
