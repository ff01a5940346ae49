"""A real Neo4j for tests: the Community edition, fetched once with Maven and started on a free port.

The jars lie in the user's cache, outside the tree; each server has a folder of its own for its data.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from types import MappingProxyType

from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError, ServiceUnavailable
from platformdirs import user_cache_path

from tests.stores.ports import free_port

VERSION = "5.26.30"
JAVA = 17
DATABASE = "neo4j"
START_SECONDS = 180.0
HEAP = "512m"
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>intreccio</groupId><artifactId>neo4j-server</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{VERSION}</version>
    </dependency>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j-bolt</artifactId><version>{VERSION}</version></dependency>
  </dependencies>
</project>
"""
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
# Ends what it has started when its own input ends: as it does, whatever becomes of who holds the other end.
_KEEPER = '"$@" >&2 & child=$!; echo $child; read -r _; kill -9 $child; wait $child 2>/dev/null'
NOTHING: Mapping[str, str] = MappingProxyType({})


@cache
def missing() -> str | None:
    """Return why no server can be started here, None when one can; the first time it is fetched."""
    if _java_version() < JAVA:
        return f"Neo4j needs Java {JAVA} or newer, and there is none; or name a server with NEO4J_URI"
    if not _marker().exists() and shutil.which("mvn") is None:
        return "Neo4j is fetched with Maven (mvn), and there is none; or name a server with NEO4J_URI"
    try:
        fetch()
    except subprocess.CalledProcessError as error:
        said = error.stdout.decode(errors="replace").strip().partition("\n")[0]
        return f"Neo4j could not be fetched with Maven: {said}"
    return None


def _java_version() -> int:
    if shutil.which("java") is None:
        return 0
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found is not None else 0


def _cache() -> Path:
    return user_cache_path("intreccio") / f"neo4j-{VERSION}"


def _marker() -> Path:
    return _cache() / "complete"


def fetch() -> Path:
    """Return the folder with the server's jars, fetched when they are not there yet (some 120 MB)."""
    cache = _cache()
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        flock(lock, LOCK_EX)  # of several that test at once, one fetches
        if not _marker().exists():
            (cache / "pom.xml").write_text(_POM)
            subprocess.run(
                [
                    *("mvn", "-q", "-B", "dependency:copy-dependencies"),
                    *("-DoutputDirectory=lib", "-DincludeScope=runtime"),
                ],
                cwd=cache,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
            )
            _marker().touch()
    return cache / "lib"


class Neo4jServer:
    """A server in a folder, which may be killed, frozen and started again. It goes when this process does."""

    def __init__(
        self,
        folder: Path,
        *,
        heap: str = HEAP,
        password: str | None = None,
        conf: Mapping[str, str] = NOTHING,
        for_long: bool = False,
    ) -> None:
        self.folder = folder
        self.password = password
        self.port = free_port()
        # The second compiler pays off after minutes: without it a start costs two thirds.
        self._java = (f"-Xmx{heap}", f"-Xms{heap}", *(() if for_long else ("-XX:TieredStopAtLevel=1",)))
        self._keeper: subprocess.Popen[bytes] | None = None
        self._pid: int | None = None
        self._libraries = fetch()
        self._said = folder / "logs" / "said.txt"
        self._environment = {**os.environ, "NEO4J_HOME": str(folder)}
        for name in ("conf", "data", "logs"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.conf = {
            "server.bolt.listen_address": f"127.0.0.1:{self.port}",
            "server.bolt.advertised_address": f"127.0.0.1:{self.port}",
            "server.http.enabled": "false",
            "server.https.enabled": "false",
            "dbms.security.auth_enabled": "true" if password else "false",
            "dbms.usage_report.enabled": "false",
            "server.memory.pagecache.size": "128m",
            "db.transaction.timeout": "30s",
            "db.tx_log.preallocate": "false",
            **conf,
        }
        self._write_conf()
        if password:
            said = self._said.open("ab")
            setting = ("org.neo4j.cli.AdminTool", "dbms", "set-initial-password", password)
            subprocess.run(
                self._command(*setting), stdout=said, stderr=said, env=self._environment, check=True
            )
            said.close()

    @property
    def url(self) -> str:
        """The URL of its one database, as a store of ours."""
        credentials = f"neo4j:{self.password}@" if self.password else ""
        return f"bolt://{credentials}127.0.0.1:{self.port}/{DATABASE}"

    @property
    def is_running(self) -> bool:
        """Whether it was started, and not killed since."""
        return self._pid is not None

    @property
    def pid(self) -> int:
        """The process, while it runs."""
        assert self._pid is not None
        return self._pid

    def start(self) -> None:
        """Start with what `conf` says by now, and return when it answers."""
        self._write_conf()
        home = f"--home-dir={self.folder}"
        conf = f"--config-dir={self.folder / 'conf'}"
        command = self._command("org.neo4j.server.CommunityEntryPoint", home, conf, "--console-mode")
        with self._said.open("ab") as said:
            self._keeper = subprocess.Popen(
                ["sh", "-c", _KEEPER, "sh", *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                cwd=self.folder,
                env=self._environment,
                start_new_session=True,
            )
        assert self._keeper.stdout is not None
        self._pid = int(self._keeper.stdout.readline())
        self.wait()

    def wait(self) -> None:
        """Return when it answers; fails when that takes too long."""
        deadline = time.monotonic() + START_SECONDS
        auth = ("neo4j", self.password) if self.password else None
        while True:
            if time.monotonic() > deadline:
                said = self._said.read_text()
                raise RuntimeError(f"Neo4j did not start: {said[-2000:]}")
            with suppress(ServiceUnavailable, Neo4jError, OSError):
                # A port that takes connections is not yet a database that answers.
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                with GraphDatabase.driver(
                    f"bolt://127.0.0.1:{self.port}", auth=auth, max_transaction_retry_time=1
                ) as driver:
                    driver.execute_query("RETURN 1", database_=DATABASE)
                return
            time.sleep(0.1)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._keeper is not None:
            self._keeper.communicate()  # the end of its input
            self._keeper = self._pid = None

    def freeze(self) -> None:
        """Let it answer nothing; its connections stay open."""
        os.kill(self.pid, signal.SIGSTOP)
        # The signal stops one thread after the other: until the last, it may answer still.
        while not all(_stopped(thread) for thread in Path(f"/proc/{self.pid}/task").iterdir()):
            time.sleep(0.01)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def _write_conf(self) -> None:
        lines = [f"{name}={value}\n" for name, value in self.conf.items()]
        (self.folder / "conf" / "neo4j.conf").write_text("".join(lines))

    def _command(self, main: str, *arguments: str) -> list[str]:
        return [
            *("nice", "-n", "5", "java", *self._java, "-XX:+UseSerialGC"),
            *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENED),
            *("--enable-native-access=ALL-UNNAMED", "-Dlog4j2.disable.jmx=true"),
            *("-cp", f"{self._libraries}/*", main, *arguments),
        ]


def _stopped(thread: Path) -> bool:
    try:
        return (thread / "stat").read_text().rpartition(")")[2].split()[0] == "T"
    except (FileNotFoundError, ProcessLookupError):
        return True  # it has ended meanwhile
