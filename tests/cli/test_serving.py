"""What can be refused before anything is started is refused at once, in one line."""

import socket
import sys

import pytest

from commerce.cli import main


@pytest.fixture
def refused(monkeypatch, capsys):
    """Run `commerce ...` that ends with code 2; returns all it said."""

    def call(*words: str, **environment: str) -> str:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["commerce", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        said = capsys.readouterr()
        assert said.out == ""
        return said.err

    return call


def test_a_port_that_is_taken_is_named_before_anything_is_started(refused) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        for command in ("run", "serve"):
            assert refused(command, COMMERCE_PORT=str(port)) == (
                f"commerce: cannot listen at 127.0.0.1:{port}: Address already in use;"
                " COMMERCE_HOST and COMMERCE_PORT choose another address\n"
            )


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("COMMERCE_PLUGINS", "tax-table", 'write a JSON list, such as ["one", "two"]'),
        ("COMMERCE_CORS_ORIGINS", "*", "this is not JSON"),
        ("COMMERCE_CORS_ORIGINS", '["*"]', "'*' is not an origin such as https://shop.example"),
        ("COMMERCE_PUBLIC_URL", "shop", "'shop' is not an address such as https://shop.example"),
        ("COMMERCE_PLUGIN_CONFIG", '{"tax-table": 1}', "write a JSON object"),
        ("COMMERCE_ENV", "prod", "Input should be 'development' or 'production'"),
    ],
)
def test_a_wrong_setting_is_told_in_plain_words(refused, name, value, reason) -> None:
    assert refused("plugin", "list", **{name: value}) == f"commerce: {name}: {reason}\n"


def test_a_plugin_that_is_missing_is_named_however_many_processes_serve(refused) -> None:
    for words in (("run",), ("serve", "--workers", "2")):
        assert refused(*words, COMMERCE_PLUGINS='["none"]', COMMERCE_PORT="0") == (
            "commerce: plugin 'none' is not installed\n"
        )


def test_no_process_cannot_serve(refused) -> None:
    assert "greater than or equal to 1" in refused("serve", "--workers", "0")
