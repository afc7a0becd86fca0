"""`./drover bench jmh`: microbenchmarks of the Java code, in the Maven module `bench/jmh`."""

from __future__ import annotations

import subprocess

from launcher import build
from launcher.build import PROJECT
from launcher.console import Failure, say
from launcher.java import find_jdk, find_maven, maven_environment

_JAR = PROJECT / "bench" / "jmh" / "target" / "benchmarks.jar"


def jmh(options: list[str]) -> int:
    """Builds the benchmarks and runs them with options for JMH, such as a pattern of names; returns its status."""
    jdk = find_jdk()
    maven = find_maven(jdk)
    command = [maven.program, "-B", "-ntp", "-q", "-DskipTests", "-Pjmh", "package", "-pl", "bench/jmh", "-am"]
    say("Building the benchmarks ...")
    with build.lock():
        environment = maven_environment(jdk)
        done = subprocess.run(command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Failure("The build failed; Maven's output above says why.")
    return subprocess.run([str(jdk.java), "-jar", str(_JAR), *options], cwd=PROJECT, check=False).returncode
