"""The command line, as a shell sees it: exit codes, standard output and standard error."""

from __future__ import annotations

import importlib.metadata
import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from release.pythons import supported
from tap_bigcommerce import DISTRIBUTION
from tap_bigcommerce.errors import TapError
from tap_bigcommerce.files import read_json
from tap_bigcommerce.streams import DeletedRecords
from tap_bigcommerce.summary import GIVE_SCOPES
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import command, config, decode, environment, selection

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

FULL = Path("/dev/full")
STREAMS = ["coupons", "customers", "orders", "products"]

ALL: list[Any] = [*TapBigCommerce(config={}, validate_config=False).streams.values()]


def write(path: Path, content: Any) -> Path:
    """A JSON file."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_sync_writes_singer_messages_only(shop: Sandbox, tmp_path: Path) -> None:
    """Standard output is messages from first line to last; the rest is on standard error."""
    ran = command("--config", write(tmp_path / "config.json", config(shop)))
    assert ran.returncode == 0, ran.stderr
    messages = decode(ran.stdout.encode())
    assert {message["type"] for message in messages} == {"SCHEMA", "RECORD", "STATE"}
    assert messages[-1]["type"] == "STATE"
    assert [m["stream"] for m in messages if m["type"] == "SCHEMA"] == STREAMS
    assert shop.access_token not in ran.stdout + ran.stderr


def test_catalog_and_state_are_obeyed(shop: Sandbox, tmp_path: Path) -> None:
    """One stream, from a bookmark on."""
    ran = command(
        "--config", write(tmp_path / "config.json", config(shop)),
        "--catalog", write(tmp_path / "catalog.json", selection("orders")),
        "--state", write(tmp_path / "state.json", {"bookmarks": {"orders": {
            "replication_key": "date_modified",
            "replication_key_value": "2026-06-30T11:59:59+00:00"}}}),
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert [m["type"] for m in decode(ran.stdout.encode())] == ["STATE", "SCHEMA", "STATE"]


def test_settings_may_come_from_the_environment(shop: Sandbox, tmp_path: Path) -> None:
    """`--config=ENV`, and from a `.env` in the working directory."""
    (tmp_path / ".env").write_text(f"TAP_BIGCOMMERCE_STORE_HASH={shop.store_hash}\n")
    ran = command(
        "--config=ENV",
        "--test",
        env=environment(api_url=shop.url, access_token=shop.access_token, page_size="100"),
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    assert "orders: ok" in ran.stdout


def test_a_number_mistyped_in_the_environment_is_explained(tmp_path: Path) -> None:
    """Not with a traceback."""
    ran = command("--config=ENV", env=environment(page_size="many"), cwd=tmp_path)
    assert ran.returncode == 1
    assert "Setting 'page_size' is 'many'; expected a whole number" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_discovery_needs_neither_network_nor_settings() -> None:
    """A catalog of all streams, with their keys and the costly fields left out."""
    ran = command("--discover")
    assert ran.returncode == 0, ran.stderr
    catalog = json.loads(ran.stdout)
    names = [entry["tap_stream_id"] for entry in catalog["streams"]]
    assert names == sorted(stream.name for stream in ALL)
    keys = {
        entry["stream"]: (entry["key_properties"], entry.get("replication_key"))
        for entry in catalog["streams"]
    }
    assert keys == {stream.name: ([*stream.keys], stream.replication_key) for stream in ALL}
    assert keys["brands"] == (["id"], None)
    assert keys["order_fees"] == (["order_id", "id"], "order_date_modified")
    [entry] = [one for one in catalog["streams"] if one["stream"] == "products"]
    products = {tuple(m["breadcrumb"]): m["metadata"] for m in entry["metadata"]}
    assert products["properties", "options"]["selected-by-default"] is False
    assert "selected-by-default" not in products["properties", "variants"]


@pytest.mark.promise("setting")
@pytest.mark.parametrize("mode", [(), ("--discover",), ("--test",)])
def test_a_wrong_setting_is_refused_in_every_mode(mode: tuple[str, ...], tmp_path: Path) -> None:
    """In one line, with exit code 1, and nothing on standard output."""
    settings = {"store_hash": "abc123", "access_token": "token", "start_date": "31/01/2024"}
    ran = command("--config", write(tmp_path / "config.json", settings), *mode)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.splitlines()[-1] == (
        "Error: Setting 'start_date' is '31/01/2024'; expected an ISO 8601 date or date-time, "
        "or MM/DD/YYYY, for example 2024-01-31."
    )


def test_the_test_says_what_may_be_read(open_shop: OpenShop, tmp_path: Path) -> None:
    """Of each selected stream, and of others that may not: the scope, as the control panel does.

    The exit code is 1 if that is needed for what is selected, and may not be left out.
    """
    shop = open_shop(orders=1, customers=1)
    path = write(tmp_path / "config.json", config(shop))
    ran = command("--config", path, "--test")
    assert ran.returncode == 0
    checked = [one for one in ALL if not isinstance(one, DeletedRecords)]  # it has no list
    *lines, others = ran.stdout.splitlines()
    assert lines == [f"{name}: ok" for name in ("coupons", "customers", "orders", "products")]
    assert others == f"{len(checked) - 4} others that are not selected: ok"
    assert ran.stderr.splitlines()[-1] == "All 4 selected streams pass."

    granted = {"store_v2_orders_read_only", "store_v2_customers_read_only"}
    settings = config(shop, access_token=shop.token(*granted))
    ran = command("--config", write(path, settings), "--test")
    lines = ran.stdout.splitlines()
    assert ran.returncode == 1
    assert "2 of 4 selected streams fail: coupons, products." in ran.stderr
    readable = {one for one in checked if granted & {scope.name for scope in one.scopes}}
    missing = {
        name: line
        for line in lines
        if line.startswith("Scope ")
        for name in line.removesuffix(".").rpartition(": ")[2].split(", ")
    }
    reasons = {line.split(" could not")[0]: line for line in lines if " could not be read" in line}
    for stream in checked:
        if "nested" in stream.default_in:
            assert f"{stream.name}: {'ok' if stream in readable else 'failed'}" in lines
            assert stream in readable or f"'{stream.scopes[0].title}'" in reasons[stream.name]
        elif stream in readable:
            assert stream.name not in missing
        else:
            lacking = stream.parent_stream_type or stream  # or what a scope of its own would add
            titles = {f"'{one.scopes[0].title}'" for one in (lacking, stream)}
            titles |= {"'Channel Settings'"} if getattr(stream, "owners", None) else set()
            assert any(title in missing[stream.name] for title in titles)
    assert "Of the streams that are not selected, this token cannot read " in ran.stdout
    assert GIVE_SCOPES in lines
    assert f"{len(readable) - 2} others that are not selected: ok" in lines

    ran = command("--config", write(path, settings | {"missing_access": "skip"}), "--test")
    assert ran.returncode == 0
    verdict = "2 of 4 selected streams pass; 2 would be skipped (missing_access): coupons, products"
    assert ran.stderr.splitlines()[-1] == f"{verdict}."
    needed = {"store_v2_products_read_only", "store_v2_marketing_read_only"}
    token = shop.token(*granted, *needed)
    ran = command("--config", write(path, config(shop, access_token=token)), "--test")
    assert ran.returncode == 0
    assert "'Channel Settings'" in ran.stdout


def test_the_test_checks_what_the_catalog_selects(open_shop: OpenShop, tmp_path: Path) -> None:
    """And resumes from the state, as a run does."""
    shop = open_shop(coupons=1, orders=1)
    path = write(tmp_path / "config.json", config(shop))
    catalog = tmp_path / "catalog.json"
    catalog.write_bytes(json.dumps(selection("coupons", "brands")).encode())
    state = tmp_path / "state.json"
    state.write_text('{"bookmarks": {"cupons": {}}}', encoding="utf-8")
    ran = command("--test", "--config", path, "--state", state, "--catalog", catalog)
    assert ran.returncode == 0
    assert {"brands: ok", "coupons: ok"} < {*ran.stdout.splitlines()}
    assert "orders: ok" not in ran.stdout
    assert ran.stderr.splitlines()[-1] == "All 2 selected streams pass."
    assert "cupons (did you mean coupons?)" in ran.stderr


def test_the_test_finds_a_start_date_in_the_future(shop: Sandbox, tmp_path: Path) -> None:
    """It would fail the run; products are read from the beginning all the same."""
    path = write(tmp_path / "config.json", config(shop, start_date="2999-01-01"))
    ran = command("--config", path, "--test")
    assert ran.returncode == 1
    assert {"orders: failed", "products: ok", "coupons: ok"} < {*ran.stdout.splitlines()}
    assert "start_date (2999-01-01T00:00:00Z) is later than the store's" in ran.stdout
    assert "would be missed: fix start_date.\n" in ran.stdout
    assert "2 of 4 selected streams fail: customers, orders." in ran.stderr


@pytest.mark.parametrize("mode", [(), ("--test",)])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"access_token": "nonsense"}, "does not accept the access token"),
        ({"store_hash": "nosuchstore"}, "there is no store 'nosuchstore'"),
        ({"api_url": "http://127.0.0.1:9"}, "could not be reached"),
    ],
)
def test_a_store_that_cannot_be_read_is_explained(
    mode: tuple[str, ...],
    wrong: dict[str, str],
    said: str,
    shop: Sandbox,
    tmp_path: Path,
) -> None:
    """In one clear line, the last, without a traceback, and with exit code 1."""
    settings = config(shop, **wrong, retry_time=0)
    ran = command("--config", write(tmp_path / "config.json", settings), *mode)
    assert ran.returncode == 1
    assert said in ran.stderr.splitlines()[-1]
    assert ran.stderr.count("Error") == 1
    assert "unhandled" not in ran.stderr
    assert "succeeded" not in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "nonsense" not in ran.stdout + ran.stderr


@pytest.mark.promise("file")
def test_where_a_program_reads_the_log_an_error_is_part_of_it(tmp_path: Path) -> None:
    """As Meltano does; the line for people is still the last."""
    formatter = {"()": "singer_sdk.logging.StructuredFormatter"}
    handler = {"class": "logging.StreamHandler", "formatter": "json"}
    logging = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"log": handler},
        "root": {"level": "INFO", "handlers": ["log"]},
    }
    settings = {"store_hash": "a1", "access_token": "t", "retry_time": 0}
    path = write(tmp_path / "config.json", settings | {"api_url": "http://127.0.0.1:9"})
    log_config = str(write(tmp_path / "log.json", logging))
    ran = command("--config", path, env=os.environ | {"SINGER_SDK_LOG_CONFIG": log_config})
    *log, last = ran.stderr.splitlines()
    assert json.loads(log[-1])["level"] == "error"
    assert last == f"Error: {json.loads(log[-1])['message']}"


@pytest.mark.parametrize("option", ["--config", "--catalog", "--state"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file"),
        (b"", "does not hold the JSON it should: it is empty"),
        (
            b'{\n"a": 1,\n}',
            "does not hold the JSON it should: JSON is malformed",
        ),
        (b"{not json", "does not hold the JSON it should"),
        (b"[1, 2]", "does not hold the JSON it should"),
        (b"\xff\xfe", "is not text in UTF-8"),
    ],
    ids=["missing", "empty", "comma", "broken", "array", "binary"],
)
def test_a_file_that_is_not_what_it_should_be_is_named(
    option: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    """Not with a traceback."""
    path = tmp_path / "file.json"
    if content is not None:
        path.write_bytes(content)
    ran = command(option, path)
    assert ran.returncode == 1
    assert f"The file '{path}' {said}" in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr


@pytest.mark.promise("wrong-bookmark")
@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"bookmarks": {"orders": {"date_modified": "last week"}}}, "'last week' as the bookmark"),
        ({"bookmarks": {"orders": "last week"}}, "'last week' as the bookmark"),
        ({"bookmarks": {"orders": {"date_modified": {"id": 7}}}}, "{'id': 7} as the bookmark"),
        ({"bookmarks": None}, "The state has no bookmarks"),
        ({"bookmarks": []}, "The state has no bookmarks"),
        ({"orders": "2024-01-01"}, "The state has no bookmarks; it has the keys ['orders']"),
        (
            {"bookmarks": {"orders": {"updated_at": "2024-01-01"}}},
            "no bookmark that this",
        ),
    ],
)
def test_a_state_that_cannot_be_understood_is_refused(
    state: dict[str, Any], said: str, shop: Sandbox, tmp_path: Path
) -> None:
    """Reading from the beginning instead would surprise."""
    ran = command(
        "--config", write(tmp_path / "config.json", config(shop)),
        "--state", write(tmp_path / "state.json", state),
    )  # fmt: skip
    assert ran.returncode == 1
    assert said in ran.stderr.splitlines()[-1]


def test_deep_nesting_in_a_file_is_refused(tmp_path: Path) -> None:
    """Not with a traceback."""
    path = tmp_path / "state.json"
    path.write_text("[" * 200_000)
    ran = command("--state", path)
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{\n"a": 1,\n}', "trailing comma in object in line 3"),
        (b'{"a": 1}\n{"b": 2}\n', "of a target's output, the last one counts"),
    ],
    ids=["comma", "lines"],
)
def test_what_is_wrong_with_a_file_is_located(content: bytes, said: str, tmp_path: Path) -> None:
    """So that it can be found with an editor."""
    path = tmp_path / "state.json"
    path.write_bytes(content)
    ran = command("--state", path)
    assert said in ran.stderr.splitlines()[-1]


def test_a_config_may_come_through_a_pipe(shop: Sandbox, tmp_path: Path) -> None:
    """As from a program that keeps secrets; what comes later counts."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    wrong = write(tmp_path / "config.json", {"access_token": "wrong", "api_url": shop.url})
    writing = threading.Thread(target=lambda: pipe.write_text(json.dumps(config(shop))))
    writing.start()
    ran = command("--config", wrong, "--config", pipe, "--test")
    writing.join()
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("store_hash: abc123\naccess_token: s3cr3t\n", "it looks like YAML; write it as JSON"),
        ("---\n# settings\nstore_hash: abc123\n", "it looks like YAML; write it as JSON"),
        ("# settings\nstore_hash:\n  abc123\n", "it looks like YAML; write it as JSON"),
        ("{'access_token': 's3cr3t'}", "it has single quotes; JSON wants double ones"),
        ("{\"a\": 1, 'b': 's3cr3t'}", "it has single quotes; JSON wants double ones"),
        ("TAP_BIGCOMMERCE_ACCESS_TOKEN=s3cr3t\n", "it holds variables; name it .env and use"),
        ("export STORE=a\nTOKEN=s3cr3t\n", "it holds variables; name it .env and use"),
        ("it's not: JSON at all", "malformed"),
        ('{"a": "it\'s", "b": }', "malformed"),
    ],
)
def test_what_is_no_json_is_named_for_what_it_is(content: str, said: str, tmp_path: Path) -> None:
    """With what to do, and without what it holds."""
    path = tmp_path / "config"
    path.write_text(content)
    with pytest.raises(TapError) as caught:
        read_json(str(path), dict[str, Any])
    assert f"The file '{path}' does not hold the JSON it should: " in caught.value.message
    assert said in caught.value.message
    assert "s3cr3t" not in caught.value.message
    assert "\n" not in caught.value.message


def test_the_environment_is_meant_in_any_case(tmp_path: Path) -> None:
    """`--config=env` is no file, unless there is one."""
    ran = command("--config=env", cwd=tmp_path)
    assert ran.returncode == 1
    assert "There is no file 'env'." in ran.stderr.splitlines()[-1]
    assert "write ENV: --config=ENV." in ran.stderr.splitlines()[-1]
    write(tmp_path / "env", {"page_size": 0})
    assert "Setting 'page_size' is 0" in command("--config=env", cwd=tmp_path).stderr


@pytest.mark.promise("log-level")
@pytest.mark.parametrize("name", ["LOGLEVEL", "TAP_BIGCOMMERCE_LOGLEVEL"])
def test_a_log_level_that_does_not_exist_is_named(name: str) -> None:
    """In one line."""
    ran = command("--discover", env=os.environ | {name: "loud"})
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr == (
        f"Error: The variable {name} is 'loud'; expected DEBUG, INFO, WARNING, ERROR or CRITICAL, "
        "or no such variable.\n"
    )


@pytest.mark.parametrize("option", ["--config", "--catalog", "--state"])
def test_content_in_place_of_a_file_is_refused_and_not_shown(option: str) -> None:
    """It may be a config with the token in it."""
    ran = command(option, '{"access_token": "s3cr3t"}')
    assert ran.returncode == 1
    assert "takes the name of a file was given its content" in ran.stderr.splitlines()[-1]
    assert "s3cr3t" not in ran.stderr


def test_a_config_in_place_of_a_state_is_not_shown(tmp_path: Path) -> None:
    """Only what kinds of things it has."""
    path = write(tmp_path / "config.json", {"store_hash": "a1", "access_token": "s3cr3t"})
    ran = command("--config", path, "--state", path)
    assert "it has the keys ['access_token', 'store_hash']" in ran.stderr.splitlines()[-1]
    assert "s3cr3t" not in ran.stderr


@pytest.mark.promise("variable")
def test_a_mistyped_variable_is_refused(tmp_path: Path) -> None:
    """In the environment or in `.env`; Meltano's own variables are none of ours."""
    (tmp_path / ".env").write_text("TAP_BIGCOMMERCE_PAGE_SIZES=10\n")
    ran = command(
        "--config=ENV", env=environment(startdate="2024-01-31", _select="[]"), cwd=tmp_path
    )
    assert ran.returncode == 1
    assert [line.partition("did you mean ")[2] for line in ran.stderr.splitlines()[-2:]] == [
        "TAP_BIGCOMMERCE_PAGE_SIZE?",
        "TAP_BIGCOMMERCE_START_DATE?",
    ]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no file that is always full")
@pytest.mark.parametrize("option", ["--discover", "--help"])
def test_a_full_disk_gives_no_traceback(option: str) -> None:
    """Also where no sync is run."""
    with FULL.open("wb") as full:
        ran = command(option, stdout=full.fileno())
    assert ran.returncode == 1
    assert "Standard output cannot be written: No space left on device." in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.promise("foreign-catalog")
def test_a_catalog_of_another_tap_is_refused(tmp_path: Path) -> None:
    """Reading nothing with success would go unnoticed."""
    entry = {"stream": "contacts", "tap_stream_id": "contacts", "schema": {"properties": {}}}
    settings = {"store_hash": "a1", "access_token": "t"}
    ran = command(
        *("--config", write(tmp_path / "config.json", settings)),
        *("--catalog", write(tmp_path / "catalog.json", {"streams": [{**entry, "metadata": []}]})),
    )
    assert ran.returncode == 1
    assert "none of this tap's streams; it has contacts" in ran.stderr.splitlines()[-1]


def test_a_selection_in_quotes_is_refused(tmp_path: Path) -> None:
    """It would be taken for none, and everything would be read."""
    catalog = selection("orders")
    catalog["streams"][0]["metadata"][0]["metadata"]["selected"] = "false"
    ran = command("--catalog", write(tmp_path / "catalog.json", catalog))
    assert ran.returncode == 1
    assert "Expected `bool | null`, got `str`" in ran.stderr.splitlines()[-1]


def test_a_catalog_of_another_shape_is_refused(tmp_path: Path) -> None:
    """With the place where it is wrong."""
    ran = command("--catalog", write(tmp_path / "catalog.json", {"streams": {"stream": "orders"}}))
    assert ran.returncode == 1
    assert "Expected `array`, got `object` - at `$.streams`" in ran.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("option", "said"),
    [("--version", "tap-bigcommerce v"), ("--help", "--discover"), ("--about", "access_token")],
)
def test_the_tap_tells_about_itself(option: str, said: str) -> None:
    """Without a config."""
    ran = command(option)
    assert ran.returncode == 0
    assert said in ran.stdout


def test_the_tap_knows_its_version() -> None:
    """It is that of the distribution, which has another name than the command."""
    version = importlib.metadata.version(DISTRIBUTION)
    assert command("--version").stdout.startswith(f"tap-bigcommerce v{version},")
    about = json.loads(command("--about", "--format=json").stdout)
    assert about["version"] == version
    assert about["supported_python_versions"] == supported()


def test_about_marks_the_token_as_secret() -> None:
    """So that whatever reads it knows what to hide."""
    about = json.loads(command("--about", "--format=json").stdout)
    settings = about["settings"]["properties"]
    assert [name for name, one in settings.items() if one.get("secret")] == ["access_token"]
