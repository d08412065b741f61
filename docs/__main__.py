"""Write what is generated: `make docs`."""

from __future__ import annotations

from docs import copies, meltano, sizing, streams

written = {**streams.written(), **sizing.written(), **copies.written(), **meltano.written()}
for path, text in written.items():
    path.write_text(text, encoding="utf-8")
