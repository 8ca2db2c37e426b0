"""What the operator may decide, and what is refused."""

from pathlib import Path

import pytest

from yankao.site.environment import default_home, parse_database_url, read_environment
from yankao.site.errors import EnvironmentRefusedError
from yankao.site.home import Home, create


def test_without_a_database_url_the_embedded_cluster_is_meant(tmp_path: Path) -> None:
    create(Home(root=tmp_path / "home"))
    environment = read_environment({"YANKAO_HOME": str(tmp_path / "home")})
    assert environment.is_embedded
    assert environment.database.host == str(tmp_path / "home" / "run")
    assert environment.database.password
    assert environment.secret_key
    assert environment.keys


def test_the_home_lies_in_the_checkout_unless_said_otherwise() -> None:
    assert read_environment({}).home.root == default_home()


def test_a_misspelt_setting_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentRefusedError, match="YANKAO_HOMES"):
        read_environment({"YANKAO_HOMES": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YANKAO_DEMO", "yes"),
        ("YANKAO_DEBUG", "true"),
        ("YANKAO_ALLOWED_HOSTS", "*"),
        ("YANKAO_ALLOWED_HOSTS", "https://city.example"),
        ("YANKAO_CITY", "atlantis"),
        ("DATABASE_URL", "mysql://localhost/yankao"),
        ("DATABASE_URL", "postgresql://localhost"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(name: str, value: str) -> None:
    with pytest.raises(EnvironmentRefusedError, match=name):
        read_environment({name: value})


def test_debug_never_reaches_the_outside() -> None:
    with pytest.raises(EnvironmentRefusedError, match="YANKAO_DEBUG"):
        read_environment({"YANKAO_DEBUG": "1", "YANKAO_ALLOWED_HOSTS": "city.example"})


def test_debug_is_off_by_default() -> None:
    assert not read_environment({}).is_debug


@pytest.mark.parametrize(
    ("hosts", "is_demo", "expected"),
    [("", "0", False), ("localhost", "0", False), ("city.example", "0", True), ("localhost,city.example", "0", True), ("city.example", "1", False)],
)
def test_cookies_need_https_outside_demo_and_loopback(hosts: str, is_demo: str, expected: bool) -> None:
    assert read_environment({"YANKAO_ALLOWED_HOSTS": hosts, "YANKAO_DEMO": is_demo}).needs_https is expected


def test_a_database_url_is_taken_apart() -> None:
    database = parse_database_url("postgresql://clerk:p%40ss@db.example:5433/city?sslmode=require")
    assert (database.user, database.password, database.host, database.port, database.name) == ("clerk", "p@ss", "db.example", "5433", "city")
    assert database.options == (("sslmode", "require"),)


def test_a_socket_folder_is_a_host() -> None:
    assert parse_database_url("postgresql://clerk@/city?host=/run/postgres").host == "/run/postgres"
