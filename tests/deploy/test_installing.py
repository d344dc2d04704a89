"""What the installation reads from the machine: certificates as authorities hand them out, and its name servers."""

import subprocess
from pathlib import Path

import pytest

from config.environment import ROOT
from tests.deploy.programs import require

pytestmark = pytest.mark.deploy
PASSWORD = "Gr\u00fcn & 'blau' $HOME"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority, and the certificate and key that it issued."""
    require("openssl")
    folder = tmp_path_factory.mktemp("issued")
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=authority -keyout authority.key -out authority.pem",
        "req -newkey rsa:2048 -nodes -subj /CN=family-context.test -keyout own.key -out own.csr",
        "x509 -req -in own.csr -CA authority.pem -CAkey authority.key -days 30 -out own.pem",
        "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=other -keyout other.key -out other.pem",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return folder


def export(issued: Path, *how: str) -> Path:
    """A Windows export of certificate, chain and key."""
    target = issued / f"site{len(how)}.pfx"
    command = [
        "openssl",
        "pkcs12",
        "-export",
        *how,
        "-inkey",
        "own.key",
        "-in",
        "own.pem",
        "-certfile",
        "authority.pem",
    ]
    command += ["-passout", f"pass:{PASSWORD}", "-out", target]
    subprocess.run(command, cwd=issued, check=True, capture_output=True)
    return target


def run(function: str, *arguments: object, typed: str = "", **settings: object) -> subprocess.CompletedProcess:
    """A function of common.sh, with some of its settings set otherwise."""
    others = "; ".join(f"{name}={value}" for name, value in settings.items())
    script = f'. {ROOT}/deploy/common.sh; {others or ":"}; {function} "$@"'
    command = ["sh", "-euc", script, "sh", *map(str, arguments)]
    return subprocess.run(command, input=typed, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("how", [(), ("-legacy",)], ids=["newer Windows", "older Windows"])
def test_a_windows_export_becomes_what_nginx_reads(issued, tmp_path, how):
    done = run("install_certificate", export(issued, *how), typed=f"{PASSWORD}\n", CERTIFICATES=tmp_path / "ssl")
    assert done.returncode == 0, done.stderr
    chain, key = tmp_path / "ssl" / "site.pem", tmp_path / "ssl" / "site.key"
    own, authority = ((issued / name).read_text().strip() for name in ("own.pem", "authority.pem"))
    assert chain.read_text().strip() == f"{own}\n{authority}"
    assert key.stat().st_mode & 0o777 == 0o600 and "PRIVATE KEY" in key.read_text()
    assert PASSWORD not in done.stdout + done.stderr


def test_two_pem_files_are_put_in_place(issued, tmp_path):
    done = run("install_certificate", issued / "own.pem", issued / "own.key", CERTIFICATES=tmp_path / "ssl")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ssl" / "site.pem").read_text() == (issued / "own.pem").read_text()


@pytest.mark.parametrize(
    ("given", "typed", "said"),
    [
        (["site0.pfx"], "another password\n", "is the password right?"),
        (["site0.pfx"], "", "is the password right?"),
        (["own.pem", "other.key"], "", "The key is not the key of"),
    ],
    ids=["wrong password", "no password", "key of another certificate"],
)
def test_the_certificate_in_use_stays_where_the_new_one_is_wrong(issued, tmp_path, given, typed, said):
    export(issued)
    (tmp_path / "site.pem").write_text("in use")
    done = run("install_certificate", *(issued / name for name in given), typed=typed, CERTIFICATES=tmp_path)
    assert done.returncode == 1 and said in done.stderr
    assert (tmp_path / "site.pem").read_text() == "in use"


def test_every_service_may_ask_the_name_servers_of_the_machine(tmp_path):
    given = tmp_path / "resolv.conf"
    given.write_text("search council.example\nnameserver 10.1.2.3\nnameserver\tfd00::53\noptions edns0\n")
    done = run("allow_name_servers", ROOT / "deploy" / "systemd", NAME_SERVERS=given, UNITS=tmp_path)
    assert done.returncode == 0, done.stderr
    services = sorted(path.name for path in (ROOT / "deploy" / "systemd").glob("*.service"))
    assert sorted(path.parent.name.removesuffix(".d") for path in tmp_path.glob("*/name-servers.conf")) == services
    for path in tmp_path.glob("*/name-servers.conf"):
        assert path.read_text() == "[Service]\nIPAddressAllow=10.1.2.3\nIPAddressAllow=fd00::53\n"
