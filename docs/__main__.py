"""Write what is generated: `make docs`."""

from __future__ import annotations

from docs import copies, sizing, streams

for path, text in {**streams.written(), **sizing.written(), **copies.written()}.items():
    path.write_text(text, encoding="utf-8")
