"""Write what is generated: `make docs`."""

from __future__ import annotations

from docs import copies, meltano, sizing, sources, streams

for part in (streams, sizing, copies, meltano, sources):
    for path, text in part.written().items():
        path.write_text(text, encoding="utf-8")
