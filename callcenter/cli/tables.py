"""A report as a program reads it, or as a person does: figures as lines, lists of alike rows as tables."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def show(report: Mapping[str, Any], as_json: bool) -> int:
    """JSON on one line, or lines and tables. Always 0: the exit code of a verb that has nothing to complain about."""
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return 0
    for name, value in report.items():
        _show(name, value)
    return 0


def show_topics(lines: Sequence[Mapping[str, Any]]) -> None:
    """One day's report."""
    head, *rest = lines
    print(
        f"{head['day']}: {head['today']} contacts, {head['uncovered']} of {head['sentences']} sentences without an intent"
    )
    for line in rest:
        grown = "" if not line["growing"] else "  growing" + (f" x{line['ratio']:.1f}" if line["ratio"] else ", new")
        print(
            f"  {line['kind']:<6} {line['name']}: {line['week']} this week, {line['before']} in the four before{grown}"
        )
        for example in line["examples"]:
            print(f"           {example}")


def _show(name: str, value: Any) -> None:
    title = name.replace("_", " ")
    if isinstance(value, Mapping) and value and all(isinstance(row, Mapping) for row in value.values()):
        print(f"{title}:")
        _table([{"": key, **row} for key, row in value.items()])
    elif isinstance(value, Mapping) and value:
        print(f"{title}:")
        for key, one in value.items():
            _lines(key.replace("_", " "), one, "  ")
    else:
        _lines(title, value, "")


def _lines(title: str, value: Any, indent: str) -> None:
    if isinstance(value, list) and value:
        print(f"{indent}{title}:")
        for one in value:
            print(f"{indent}  {_line(one)}")
    else:
        print(f"{indent}{title}: {_cell(value)}")


def _line(value: Any) -> str:
    if isinstance(value, list) and all(not isinstance(each, list | Mapping) for each in value):
        return "  ".join(_cell(each) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {_place(each)}" for key, each in value.items())
    return _cell(value)


def _place(value: Any) -> str:
    """An example with its file and line."""
    if isinstance(value, Mapping) and "at" in value:
        return f"{value['at']} ({value.get('intent', '')}) {value.get('text', '')!r}"
    return _cell(value)


def _table(rows: Sequence[Mapping[str, Any]]) -> None:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [columns, *([_cell(row.get(column)) for column in columns] for row in rows)]
    widths = [max(len(line[n]) for line in cells) for n in range(len(columns))]
    for line in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return (
        f"{value:.4g}"
        if isinstance(value, float)
        else value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False)
    )
