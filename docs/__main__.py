"""Write what is generated: `make docs`."""

from __future__ import annotations

from docs import sources, streams

for path, text in {**streams.written(), **sources.written()}.items():
    path.write_text(text, encoding="utf-8")
