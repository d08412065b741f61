"""Write what is generated: `make docs`."""

from __future__ import annotations

from docs.streams import PAGE, README, page, with_table

PAGE.write_text(page(), encoding="utf-8")
README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
