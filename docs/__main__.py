"""Write what is generated: `make docs`."""

from __future__ import annotations

from docs import meltano, streams

for path, text in {**streams.written(), **meltano.written()}.items():
    path.write_text(text, encoding="utf-8")
