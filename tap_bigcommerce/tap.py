"""The tap: its settings, its streams, and its command line."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import ChainMap
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar, Self

import click
import msgspec
from dotenv import dotenv_values
from singer_sdk import Tap
from singer_sdk import typing as th
from singer_sdk.configuration._dict_config import parse_environment_config
from singer_sdk.helpers._classproperty import classproperty
from singer_sdk.plugin_base import JSONSchemaValidator, _ConfigInput
from singer_sdk.singerlib import (
    Catalog,
    CatalogEntry,
    MetadataMapping,
    Schema,
    StreamMetadata,
)
from singer_sdk.tap_base import CliTestOptionValue

from tap_bigcommerce import (
    DISTRIBUTION,
    catalogs,
    check,
    maps,
    names,
    redaction,
    settings,
    signals,
    state,
)
from tap_bigcommerce.api.limiter import Limiter
from tap_bigcommerce.errors import (
    Interrupted,
    SettingsError,
    TapError,
)
from tap_bigcommerce.feeds.choice import warn_of_unknown_channels
from tap_bigcommerce.feeds.deletions import Deletions
from tap_bigcommerce.feeds.feed import Feed, family
from tap_bigcommerce.feeds.period import warn_of_unbounded
from tap_bigcommerce.files import JsonFile, read_json
from tap_bigcommerce.output import LineWriter, Outlet
from tap_bigcommerce.progress import Display, choose_display, warnings_only
from tap_bigcommerce.run import Run
from tap_bigcommerce.sdk import is_of_use
from tap_bigcommerce.streams import (
    AREAS,
    STREAMS,
    ChildStream,
    DeletedRecords,
    RootStream,
    SingerStream,
)
from tap_bigcommerce.streams.deletions import is_looked_after
from tap_bigcommerce.summary import summary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from jsonschema.exceptions import ValidationError
    from singer_sdk import Stream
    from singer_sdk.helpers.capabilities import CapabilitiesEnum

    from tap_bigcommerce.audit import Report

STANDARD_ERROR = 2

OF_API = "api"
"""The value of --test that asks for a survey of the store's API."""

PATIENCE = 0.7
"""Seconds; whoever stops a run may kill it if that takes long."""

# In batches the SDK leaves out stream maps: what they mask would be written in the clear.
NOT_OFFERED = frozenset({"batch"})
"""Capabilities of the SDK, by value: their places change from one version to the next."""

OWN_SETTINGS = frozenset(setting.name for setting in settings.SETTINGS)


class TapBigCommerce(Tap):
    """Reads a BigCommerce store completely, quickly and without losing a record."""

    name = "tap-bigcommerce"
    package_name = DISTRIBUTION
    message_writer_class = LineWriter
    config_jsonschema: ClassVar[dict[str, Any]] = th.PropertiesList(
        *(setting.property for setting in settings.SETTINGS)
    ).to_dict()

    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        capability for capability in Tap.capabilities if capability.value not in NOT_OFFERED
    ]

    run: Run

    def __init__(self, *, catalog: Any = None, **kwargs: Any) -> None:
        self._chosen = None if catalog is None else catalogs.read(catalog)
        self.logger.addFilter(is_of_use)
        super().__init__(**kwargs)

    # Reading

    def discover_streams(self) -> Sequence[RootStream | ChildStream | DeletedRecords]:
        """Every stream there is; the store is not asked."""
        return [stream(self) for stream in STREAMS]

    def feed(self, stream: SingerStream) -> None:
        """Read a stream and those that come with it, unless the run cannot go on."""
        if self.run.stopped:
            return
        if isinstance(stream, RootStream):
            Feed(stream, self._write_state).read()
        elif isinstance(stream, DeletedRecords):
            Deletions(stream, self._looked_after, self._write_state).read()

    @property
    def _looked_after(self) -> list[RootStream]:
        """The streams whose deleted records are looked for: those of which anything is selected."""
        return [
            root
            for root in self.streams.values()
            if isinstance(root, RootStream)
            and is_looked_after(root)
            and any(one.selected for one in family(root))
        ]

    @property
    def _lists(self) -> list[RootStream | ChildStream]:
        """The selected streams that a list of the store feeds."""
        return [
            one
            for one in self.streams.values()
            if isinstance(one, RootStream | ChildStream) and one.selected
        ]

    def _write_state(self) -> None:
        self.state_writer.write_state(self.state)

    @property
    def display(self) -> Display:
        """What shows how far the run is."""
        return choose_display(self.run.progress, self.logger)

    def setup_mapper(self) -> None:
        """Describe the streams as the catalog chooses and stream maps change them.

        Raises:
            TapError: if either cannot be obeyed.
        """
        if self._chosen is not None:
            wanted = catalogs.wanted(self._chosen, self.streams)
            discovered = Catalog(
                (name, _choosable(stream) if name in wanted else _deselected(name))
                for name, stream in self.streams.items()
            )
            self._input_catalog = catalogs.applied(self._chosen, discovered)
            self._tell_ignored(self._chosen, discovered)
            for stream in self.streams.values():
                stream.apply_catalog(discovered)
        # Without deselected streams: the SDK cannot apply a map to one that has no fields left.
        self._catalog = Catalog(
            (name, stream._singer_catalog_entry)  # noqa: SLF001 - as the SDK does
            for name, stream in self.streams.items()
            if stream.selected
        )
        given = self._config.get("stream_maps")
        given = {} if given is None else given
        maps.check(given, self.streams, self._config.get("flattening_separator") or "__")
        self._config = {**self._config, "stream_maps": dict(given)}  # the SDK takes from it
        try:
            super().setup_mapper()
            for stream in self.streams.values():
                # A map may drop records, and with them the rows of their parts.
                if any(one.selected for one in stream.child_streams):
                    _ = stream.stream_maps
        except Exception as error:
            # Beside its own errors, the SDK raises whatever a map of a wrong form leads to.
            message = f"Setting 'stream_maps' cannot be applied: {str(error).rstrip('.')}."
            raise SettingsError(message) from error

    def _tell_ignored(self, chosen: catalogs.Given, discovered: Catalog) -> None:
        """Warn of what a catalog names and does not choose.

        Raises:
            TapError: if what it deselects would be read because of that.
        """
        if unknown := catalogs.unknown(chosen, discovered):
            self.logger.warning(
                "Ignoring unknown streams and fields in the catalog: %s", ", ".join(unknown)
            )
        for name, other in catalogs.renamed(chosen, discovered).items():
            self.logger.warning(
                "The catalog calls %s %r; the stream keeps its own name.",
                name,
                other,
            )

    def load_state(self, state_given: dict[str, Any]) -> None:
        """Continue from a state, another tap's included."""
        dated = {
            name: stream.replication_key
            for name, stream in self.streams.items()
            if stream.replication_key
        }
        normal = state.normalise_state(state_given, dated)
        unknown = normal["bookmarks"].keys() - self.streams.keys()
        if unknown:
            self.logger.warning(
                "The state has bookmarks of unknown streams, which are kept: %s. A stream without "
                "a bookmark is read from the beginning, or start_date.",
                ", ".join(names.with_hint(one, self.streams) for one in sorted(unknown)),
            )
        super().load_state(normal)

    def sync_all(self) -> None:  # type: ignore[misc]  # final, but a run has no other end to hook
        """Read all selected streams.

        Raises:
            TapError: if one or more could not be read; the others were.
        """
        if not any(stream.selected for stream in self.streams.values()):
            self.logger.warning("The catalog selects no stream, so nothing is read. Select some.")
        areas = {one.name: area for area, some in AREAS.items() for one in some}
        selected = (name for name, stream in self.streams.items() if stream.selected)
        self.run.progress.expect(selected, areas)
        try:
            with self.display.shown():
                warn_of_unknown_channels(self.run)
                warn_of_unbounded(self.run, self._lists, self.state.get("bookmarks", {}))
                super().sync_all()
                if isinstance(self.message_writer, LineWriter) and not self.run.stopped:
                    self.message_writer.flush()
        except Interrupted:
            self.logger.warning(
                "Interrupted. The next run resumes at the last state that you kept."
            )
            self._leave_state()
            raise
        finally:
            self.run.client.close()
        if self.run.failures:
            raise TapError(summary(self.run.failures))

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the SDK's signature
        """End with the signal's exit code, from wherever the run is; the first one counts."""
        if signals.holds_back(signum):
            return
        for number in signals.ENDING:
            signal.signal(number, signal.SIG_IGN)
        if not Outlet(STANDARD_ERROR).takes_some(0):
            # Whoever reads the log has stopped: the next line of it would be waited for for ever.
            self._leave_state()
            os._exit(128 + signum)
        interrupted = Interrupted(128 + signum)
        if isinstance(self.message_writer, LineWriter):
            self.message_writer.interrupted = interrupted
        raise interrupted

    def _leave_state(self) -> None:
        """Write the state as it is, which is always true, if whoever reads it still does."""
        if isinstance(self.message_writer, LineWriter):
            self.message_writer.interrupted = None
            self.message_writer.patience = PATIENCE
        if self.state:
            self.state_writer.write_state(self.state)

    def surveyed(self) -> str:
        """Return how the store's API behaves, as a table."""
        from tap_bigcommerce import survey  # noqa: PLC0415 - loading it takes a while

        limiter = Limiter(self.run.settings.quota_reserve, self.run.progress)
        roots = [one for one in self.discover_streams() if isinstance(one, RootStream)]
        client = survey.ListeningClient(self.run.settings, limiter, self.run.progress)
        try:
            return survey.table(survey.survey(client, roots))
        finally:
            client.close()

    def audited(self) -> Report:
        """Return the store's own counts of the selected streams."""
        from tap_bigcommerce import audit  # noqa: PLC0415 - loading it takes a while

        try:
            return audit.audit(self.run, [one for one in self.streams.values() if one.selected])
        finally:
            self.run.client.close()

    # Settings

    @classproperty
    def _env_var_config(cls) -> dict[str, Any]:  # noqa: N805 - a property of the class
        """The SDK's, with `.env` from the working directory, and our own settings as text.

        The SDK would end in a traceback where a number is mistyped; `settings.parse` explains.
        """
        cls.append_builtin_config(cls.config_jsonschema)
        prefix, env_file = cls._env_var_prefix, Path(".env")
        given = {
            name.removeprefix(prefix).lower()
            for name in (*os.environ, *dotenv_values(env_file))
            if name.startswith(prefix)
        }
        settings.refuse_mistyped(given, frozenset(cls.config_jsonschema["properties"]), prefix)
        as_text = {name: {"type": "string"} for name in OWN_SETTINGS}
        schema = {"properties": cls.config_jsonschema["properties"] | as_text}
        try:
            return parse_environment_config(schema, prefix, env_file)
        except ValueError as error:
            message = f"One of the variables {prefix}* is of the wrong type: {error}."
            raise SettingsError(message) from error

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Check our settings in the user's words, and the SDK's in its own.

        Discovery turns `raise_errors` off: then nothing is required, but what is wrong is refused.
        """
        self.append_builtin_config(self.config_jsonschema)
        known = self.config_jsonschema["properties"]
        parsed = settings.parse(
            self._config,
            known=frozenset(known),
            complete=raise_errors,
            prefix=self._env_var_prefix,
        )
        redaction.hide(parsed.access_token)
        self.run = Run(parsed)
        if ignored := self._config.keys() - known:
            self.logger.warning("Ignoring unknown settings: %s", ", ".join(sorted(ignored)))
        # Stream maps have a check of their own, which knows the streams.
        builtin = {
            name: known[name] for name in known if name not in OWN_SETTINGS | {"stream_maps"}
        }
        problems = [
            f"Setting '{error.json_path.removeprefix('$.')}' is wrong: {_reason(error)}."
            for error in JSONSchemaValidator({"properties": builtin}).iter_errors(self._config)
        ]
        if problems:
            raise SettingsError("\n".join(problems))
        return problems

    # Command line

    @classmethod
    def invoke(cls, *, audit: str | None = None, **options: Any) -> None:
        """The SDK's, without what the display says better, and the audit."""
        with warnings_only():
            if audit:
                cls._audit(audit, **options)
            else:
                super().invoke(**options)

    @classmethod
    def _audit(
        cls,
        form: str,
        *,
        config: _ConfigInput | None = None,
        catalog: IO[str] | None = None,
        **_: Any,
    ) -> None:
        """Print the store's counts; exit with 1 if one is missing that the store should have."""
        tap = cls._made(config, catalog)
        report = tap.audited()
        click.echo(report.json() if form == "json" else report.table())
        sys.exit(0 if all(map(tap.run.leaves_out, report.failures.values())) else 1)

    @classmethod
    def _made(
        cls, config: _ConfigInput | None, catalog: IO[str] | None, state: IO[str] | None = None
    ) -> Self:
        """Return the tap for what the command line gives."""
        return cls(
            config=config.config if config else None,
            catalog=json.load(catalog) if catalog else None,
            state=json.load(state) if state else None,
            parse_env_config=bool(config and config.parse_env),
        )

    @classmethod
    def get_singer_command(cls) -> click.Command:
        """The SDK's command line, with files that are checked when they are opened."""
        command = super().get_singer_command()
        command.help = (
            "Read a BigCommerce store and write it as Singer messages to standard output."
        )
        command.params.append(
            click.Option(
                ["--audit"],
                is_flag=False,
                flag_value="table",
                type=click.Choice(["table", "json"]),
                help=(
                    "Print how many records the store counts for each selected stream and month, "
                    "for comparison with a warehouse. With --audit=json, print one JSON object."
                ),
            )
        )
        for option in command.params:
            if option.name == "state":
                option.type = JsonFile(dict[str, Any], "Take the last STATE that was kept.")
                option.is_eager = True  # --test needs it, wherever it stands
            if option.name == "catalog":
                option.type = JsonFile(catalogs.Given, catalogs.REMEDY)
                option.is_eager = True
            if option.name == "test" and isinstance(option, click.Option):
                known = [value.value for value in CliTestOptionValue]
                option.type = click.Choice([*known, OF_API])
                option.help = (
                    "Check that the access token may read each stream, and say what is missing. "
                    "With --test=schema, write the SCHEMA messages only. With --test=api, print "
                    "how this store's API behaves, for a report. --test=all is --test, and "
                    "--test=disabled is none."
                )
        return command

    @classmethod
    def print_about(cls, output_format: str | None = None) -> None:
        """Say what the tap is and what can be set; as text, the SDK would not say what it means."""
        if output_format:
            super().print_about(output_format)
            return
        about = cls._get_about_info()
        builtin = sorted(about.settings["properties"].keys() - OWN_SETTINGS)
        click.echo(
            f"{about.name} {about.version} (Meltano SDK {about.sdk_version}, "
            f"Python {', '.join(about.supported_python_versions or ())})\n{about.description}\n\n"
            f"Settings:\n{settings.described(about.env_var_prefix)}\n\n"
            f"Settings of the Meltano SDK: {', '.join(builtin)}\n"
            f"Capabilities: {', '.join(map(str, about.capabilities))}"
        )

    @classmethod
    def check_log_level(cls) -> None:
        """Exit if the environment has a log level that does not exist."""
        try:
            settings.check_log_level(os.environ, cls._env_var_prefix)
        except SettingsError as error:
            error.show()
            sys.exit(error.exit_code)

    @classmethod
    def cb_config(
        cls,
        ctx: click.Context,  # noqa: ARG003 - the SDK's signature
        param: click.Option,  # noqa: ARG003 - the SDK's signature
        value: tuple[str, ...],
    ) -> _ConfigInput:
        """Merge config files, what comes later before what came earlier."""
        for path in value:
            if path != "ENV" == path.upper() and not Path(path).exists():
                message = (
                    f"There is no file '{path}'. To read the settings from variables "
                    f"{cls._env_var_prefix}*, write ENV: --config=ENV."
                )
                raise SettingsError(message)
        # Read once: it may be a pipe, as from a program that keeps secrets.
        files = [read_json(path, dict[str, Any]) for path in value if path != "ENV"]
        config = dict(ChainMap(*map(msgspec.json.decode, reversed(files))))
        return _ConfigInput(config=config, parse_env="ENV" in value)

    @classmethod
    def cb_test(cls, ctx: click.Context, param: click.Option, value: str) -> None:
        """Check the token against each stream, one line a selected stream.

        The exit code is 1 if one fails that is selected.
        """
        if value not in {CliTestOptionValue.All.value, OF_API}:
            super().cb_test(ctx, param, value)
            return
        tap = cls._made(*map(ctx.params.get, ("config", "catalog", "state")))
        # Who waits for an answer sees it at once.
        tap.run.settings = replace(tap.run.settings, retry_time=0)
        if value == OF_API:
            click.echo(tap.surveyed())
            ctx.exit(0)
        roots = [one for one in tap.streams.values() if isinstance(one, RootStream)]
        ctx.exit(0 if check.passes(tap.run, roots) else 1)


def _choosable(stream: Stream) -> CatalogEntry:
    """Return what a catalog may choose of a stream; its schema, which takes long, is not needed."""
    return CatalogEntry(
        tap_stream_id=stream.name, stream=stream.name, schema=Schema(), metadata=stream.metadata
    )


def _deselected(name: str) -> CatalogEntry:
    """Return what a catalog says of a stream of which it chooses nothing."""
    metadata = MetadataMapping({(): StreamMetadata(selected=False)})
    return CatalogEntry(tap_stream_id=name, stream=name, schema=Schema(), metadata=metadata)


def _reason(error: ValidationError) -> str:
    """Say what is wrong with one of the SDK's settings, without a value that may be a secret."""
    if settings.may_be_shown(error.instance):
        return str(error.message)
    return f"its value (it is not shown here) is not of type {error.validator_value}"
