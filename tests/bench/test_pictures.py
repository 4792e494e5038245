"""The pictures of the figures."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from canyou.bench.chart import LogAxis, apart, bars, log_lines
from canyou.bench.page import BLOCKS
from canyou.bench.pictures import main

SVG = "{http://www.w3.org/2000/svg}"


def test_equal_ratios_are_equally_far_apart() -> None:
    """On a logarithmic axis 10 to 100 is as long as 100 to 1,000."""
    axis = LogAxis([10.0, 1000.0], 0.0, 100.0)
    assert axis.place(100.0) - axis.place(10.0) == pytest.approx(axis.place(1000.0) - axis.place(100.0))


def test_a_line_chart_has_a_line_and_a_name_for_each() -> None:
    """Each line is drawn and named, with its points marked, in well-formed SVG with its text escaped."""
    root = ET.fromstring(
        log_lines("A & B", "orders", "s", {"<a>": [(1, 2), (10, 3)], "b": [(1, 1), (10, 9)]})
    )
    assert len(root.findall(f"{SVG}circle")) == 4
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"A & B", "<a>", "b"} <= set(texts)


@pytest.mark.parametrize("lines", [{}, {"a": [(1.0, 0.0)]}, {"a": [(-1.0, 2.0)]}])
def test_a_logarithmic_chart_of_nothing_or_of_zero_is_an_error(
    lines: dict[str, list[tuple[float, float]]],
) -> None:
    """Zero has no place on a logarithmic axis, and nothing gives no chart."""
    with pytest.raises(ValueError, match="above 0"):
        log_lines("t", "x", "y", lines)


def test_bars_are_as_long_as_their_values() -> None:
    """Twice the value is twice as long."""
    root = ET.fromstring(bars("t", "u", [("one", 1.0), ("two", 2.0)]))
    wide = [float(rect.get("width", "0")) for rect in root.iter(f"{SVG}rect")][1:]
    assert wide[1] == pytest.approx(2 * wide[0], abs=0.11)


def test_names_that_would_lie_on_one_another_are_pushed_apart() -> None:
    """Names keep a line's distance, in their order."""
    assert apart([10.0, 12.0, 50.0], least=15.0) == [10.0, 25.0, 50.0]


def test_page_and_pictures_are_written_from_the_figures_that_the_command_prints(tmp_path: Path) -> None:
    """All three pictures come out of one file of figures, and the tables of the page; its words stay."""
    rows = [
        {"orders": n, "rich": rich, "cpu_seconds": n / 1e4} for n in (500, 5000) for rich in (False, True)
    ]
    asked = [{"orders": n, "rich": False, "cpu_median_ms": 2.0, "cpu_p99_ms": 9.0} for n in (500, 5000)]
    pooled = [{"way": "plan", "sum": 1e6}, {"way": "earliest due date", "sum": 4e6}]
    cold = [{"command": "canyou x", "least_seconds": 0.5, "median_seconds": 0.6, "least_cpu_seconds": 0.4}]
    quality = {"shops": 24, "pooled": pooled}
    figures = {"plan": rows, "quality": quality, "ask": {"in_process": asked, "cold": cold}}
    (tmp_path / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    page = tmp_path / "benchmarks.md"
    page.write_text("Before.\n<!-- cold -->\nold\n<!-- end -->\nAfter.\n", encoding="utf-8")
    main(str(tmp_path / "figures.json"), str(tmp_path))
    names = sorted(path.name for path in tmp_path.glob("pictures/*.svg"))
    assert names == ["bench-ask.svg", "bench-plan.svg", "bench-quality.svg"]
    for name in names:
        ET.fromstring((tmp_path / "pictures" / name).read_text(encoding="utf-8"))
    written = page.read_text(encoding="utf-8")
    assert written.startswith("Before.\n<!-- cold -->\n| command |")
    assert "| `canyou x` | 0.50 | 0.60 | 0.40 |\n<!-- end -->\nAfter.\n" in written


def test_every_block_of_the_page_has_its_figures() -> None:
    """docs/benchmarks.md has each table once, and none that nothing writes."""
    page = (Path(__file__).resolve().parents[2] / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"<!-- (\w+) -->\n", page.replace("<!-- end -->", ""))) == sorted(BLOCKS)
