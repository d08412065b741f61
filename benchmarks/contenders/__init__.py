"""Everybody who is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.contenders.airbyte import Airbyte
from benchmarks.contenders.dlt_rest import Dlt
from benchmarks.contenders.ours import Ours
from benchmarks.contenders.plain_sdk import PlainSDK
from benchmarks.contenders.singer_io import SingerIO

if TYPE_CHECKING:
    from benchmarks.contenders.base import Contender

CONTENDERS: tuple[Contender, ...] = (Ours(), PlainSDK(), Dlt(), Airbyte(), SingerIO())
