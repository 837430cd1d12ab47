"""A real S3-compatible server for the tests: OpenStack Swift with its S3 API.

Four small processes (account, container, object, proxy) on 127.0.0.1, rings and disks in a
temporary folder, started in about 4 s and stopped by process id. Nothing is mocked.
"""

from __future__ import annotations

import configparser
import contextlib
import http.client
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import boto3
from botocore.config import Config

from tests.ports import free_port

ACCESS_KEY = "contest:works"
SECRET_KEY = "a-secret-for-tests-only"
BUCKET = "contest-works"
_BACK_SERVERS = ("account", "container", "object")
_START_SECONDS = 60


class SwiftDidNotStart(Exception):
    """A Swift process ended, or did not answer in time; the message holds its last output."""


@dataclass(kw_only=True, slots=True)
class SwiftServer:
    """One running cluster; ``stop`` and ``start`` act out an object store that goes down."""

    folder: Path
    ports: dict[str, int]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    memcached: str | None = None
    memory_port: int = 0

    @property
    def endpoint(self) -> str:
        """Address of the S3 API."""
        return f"http://127.0.0.1:{self.ports['proxy']}"

    def start(self) -> None:
        """Start all processes and wait until the S3 API answers."""
        if self.memcached:
            command = [self.memcached, "-l", "127.0.0.1", "-p", str(self.memory_port), "-u", _me()]
            self.processes["memcached"] = subprocess.Popen(command, start_new_session=True)
        for name in (*_BACK_SERVERS, "proxy"):
            self.processes[name] = _spawn(name, self.folder)
        for name, port in self.ports.items():
            _wait_until_listening(name, port, self.processes[name], self.folder)
        _wait_until_healthy(self.ports["proxy"])

    def restart_proxy(self, *, clock_off: timedelta) -> None:
        """Start the proxy anew with its clock ahead of this machine's."""
        proxy = self.processes.pop("proxy")
        os.killpg(proxy.pid, signal.SIGKILL)
        proxy.wait()
        self.processes["proxy"] = _spawn("proxy", self.folder, clock_off=clock_off)
        _wait_until_listening("proxy", self.ports["proxy"], self.processes["proxy"], self.folder)
        _wait_until_healthy(self.ports["proxy"])

    def stop(self) -> None:
        """End the processes this object started, gently, then by force."""
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=30)
        self.processes.clear()


@contextlib.contextmanager
def running_swift(folder: Path, *, workers: int = 0, memcached: str | None = None) -> Iterator[SwiftServer]:
    """Lay out a cluster in ``folder``, start it, and stop it at the end.

    Units: ``workers`` 0 serves in one process each; the figures use more for the proxy and the objects.
    ``memcached`` is the program that keeps what Swift would else look up for every request: a cluster in
    use has it, the tests do without. Errors: SwiftDidNotStart; OSError when the file system has no
    extended attributes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _require_extended_attributes(folder)
    ports = {name: free_port() for name in (*_BACK_SERVERS, "proxy")}
    server = SwiftServer(folder=folder, ports=ports, memcached=memcached, memory_port=free_port())
    _write_rings(folder, server.ports)
    _write_settings(folder, server, workers)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def make_bucket(endpoint: str) -> None:
    """An operator makes the bucket once; the application never does."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}),
    )
    client.create_bucket(Bucket=BUCKET)
    client.close()


def _require_extended_attributes(folder: Path) -> None:
    """Swift keeps an object's facts in extended attributes; say so instead of a strange 507."""
    os.setxattr(folder, b"user.contest.probe", b"1")
    os.removexattr(folder, b"user.contest.probe")


def _me() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


def _write_rings(folder: Path, ports: dict[str, int]) -> None:
    """One device, one replica: the smallest ring that is a true ring."""
    for name in _BACK_SERVERS:
        script = (
            "from swift.common.ring import RingBuilder\n"
            "builder = RingBuilder(4, 1, 0)\n"
            "builder.add_dev(dict(region=1, zone=1, ip='127.0.0.1', replication_ip='127.0.0.1',"
            f" port={ports[name]}, replication_port={ports[name]}, device='disk', weight=1.0))\n"
            "builder.rebalance(seed=1)\n"
            f"builder.get_ring().save({str(folder / f'{name}.ring.gz')!r})\n"
        )
        subprocess.run([sys.executable, "-c", script], check=True)
    (folder / "srv" / "disk").mkdir(parents=True, exist_ok=True)


def _write_settings(folder: Path, server: SwiftServer, workers: int) -> None:
    swift = {
        "swift-hash": {"swift_hash_path_suffix": "tests", "swift_hash_path_prefix": "tests"},
        "storage-policy:0": {"name": "one", "default": "yes", "policy_type": "replication"},
    }
    _write_ini(folder / "swift.conf", swift)
    for name in _BACK_SERVERS:
        app = {"use": f"egg:swift#{name}", "recon_cache_path": str(folder)}
        pages = {
            "DEFAULT": _common(folder, server.ports[name], workers=workers if name == "object" else 0),
            "pipeline:main": {"pipeline": f"{name}-server"},
            f"app:{name}-server": app,
        }
        _write_ini(folder / f"{name}-server.conf", pages)
    _write_ini(folder / "proxy-server.conf", _proxy_settings(folder, server, workers))


def _common(folder: Path, port: int, *, workers: int) -> dict[str, str]:
    return {
        "bind_ip": "127.0.0.1",
        "bind_port": str(port),
        "swift_dir": str(folder),
        "devices": str(folder / "srv"),
        "mount_check": "false",
        "workers": str(workers),
        "user": _me(),
        "log_level": "WARNING",
        "fallocate_reserve": "0",
    }


def _proxy_settings(folder: Path, server: SwiftServer, workers: int) -> dict[str, dict[str, str]]:
    filters = "catch_errors gatekeeper healthcheck cache s3api tempauth slo dlo"
    return {
        "DEFAULT": _common(folder, server.ports["proxy"], workers=workers),
        "pipeline:main": {"pipeline": f"{filters} proxy-server"},
        "app:proxy-server": {
            "use": "egg:swift#proxy",
            "allow_account_management": "true",
            "account_autocreate": "true",
            # Swift has no per-bucket CORS rules in its S3 API: the cluster's setting speaks.
            "cors_allow_origin": "*",
            "cors_expose_headers": "ETag",
        },
        "filter:catch_errors": {"use": "egg:swift#catch_errors"},
        "filter:gatekeeper": {"use": "egg:swift#gatekeeper"},
        "filter:healthcheck": {"use": "egg:swift#healthcheck"},
        "filter:cache": {"use": "egg:swift#memcache", "memcache_servers": f"127.0.0.1:{server.memory_port}"},
        "filter:s3api": {
            "use": "egg:swift#s3api",
            "s3_acl": "false",
            "location": "us-east-1",
            "cors_preflight_allow_origin": "*",
        },
        "filter:tempauth": {
            "use": "egg:swift#tempauth",
            "user_contest_works": f"{SECRET_KEY} .admin",
        },
        "filter:slo": {"use": "egg:swift#slo"},
        "filter:dlo": {"use": "egg:swift#dlo"},
    }


def _write_ini(path: Path, sections: dict[str, dict[str, str]]) -> None:
    parser = configparser.RawConfigParser(default_section="\0none")
    parser.read_dict(sections)
    with path.open("w") as out:
        parser.write(out)


def _spawn(name: str, folder: Path, *, clock_off: timedelta = timedelta(0)) -> subprocess.Popen[bytes]:
    ahead = clock_off.total_seconds()
    script = (
        f"import sys, time; real = time.time; time.time = lambda: real() + {ahead}; "
        f"sys.argv = ['swift-{name}-server', {str(folder / f'{name}-server.conf')!r}, '-v']; "
        f"from swift.{'obj' if name == 'object' else name}.server import main; main()"
    )
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-c", script],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )


def _wait_until_listening(name: str, port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    output = (folder / f"{name}.log").read_text(errors="replace")[-2000:]
    message = f"swift {name} did not start:\n{output}"
    raise SwiftDidNotStart(message)


def _wait_until_healthy(port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthcheck")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        time.sleep(0.1)
    message = "swift proxy does not answer its health check"
    raise SwiftDidNotStart(message)
