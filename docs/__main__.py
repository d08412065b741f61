"""Write what is generated: `make docs`."""

from __future__ import annotations

from docs.streams import written

for path, text in written().items():
    path.write_text(text, encoding="utf-8")
