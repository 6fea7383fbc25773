"""Reads one YAML file into nodes that know their lines. Every way a file can be broken is a `Problem`, never a raise.

Nothing is constructed from tags, anchors are refused (a few hundred bytes of them unfold to gigabytes) and so is deep
nesting (the composer recurses).
"""

from pathlib import Path

import yaml

from callcenter.site.problem import Problem

LARGEST = 1024 * 1024
"""Bytes of one file."""
DEEPEST = 30
"""Levels of nesting; the deepest thing a site says has nine."""
MOST = 30_000
"""Keys and values of one file; a flow of the largest size has fewer. Reading takes a second or two for so many."""
RARE_BREAKS = {ord(sign): " " for sign in "\x85\u2028\u2029"}
"""YAML ends lines at these, editors do not: read as blanks, so that line numbers are the editor's."""
PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp"))


class _Loader(yaml.SafeLoader):
    """Composes nodes, without aliases, with bounds on depth and number."""

    depth = 0
    left: float = MOST

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors (&) and aliases (*) are not read: write it out", problem_mark=event.start_mark
            )
        self.depth += 1
        self.left -= 1
        if self.left < 0:
            raise yaml.MarkedYAMLError(
                problem="more keys and values than a file may have", problem_mark=event.start_mark
            )
        if self.depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        _check_tag(node)
        return node


def _check_tag(node: yaml.Node | None) -> None:
    """Raises MarkedYAMLError for tags (`!!python/...`) and for characters no file can hold."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag not in PLAIN_TAGS and node.tag not in ("tag:yaml.org,2002:merge", "tag:yaml.org,2002:value"):
            raise yaml.MarkedYAMLError(problem=f"tags are not read: {node.tag[:60]}", problem_mark=node.start_mark)
        if any("\ud800" <= sign <= "\udfff" for sign in node.value):
            raise yaml.MarkedYAMLError(problem="half of a surrogate pair", problem_mark=node.start_mark)
    elif node is not None and node.tag not in ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
        raise yaml.MarkedYAMLError(problem=f"tags are not read: {node.tag[:60]}", problem_mark=node.start_mark)


def read_text(path: Path, name: str) -> str | Problem:
    """The file's text without byte order mark and with `\\n` alone, or why it cannot be had."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        return Problem(file=name, line=1, message=f"cannot be read: {error.strerror or error}")
    if len(data) > LARGEST:
        return Problem(file=name, line=1, message="is larger than 1 MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(file=name, line=data.count(b"\n", 0, error.start) + 1, message="is not UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(path: Path, name: str) -> yaml.Node | Problem:
    """The root node of the only document in the file."""
    text = read_text(path, name)
    return text if isinstance(text, Problem) else compose(text, name)


def compose(text: str, name: str, most: float = MOST) -> yaml.Node | Problem:
    """The root node of the only document in the text; `name` is what the problem calls it, `most` bounds its nodes."""
    loader: _Loader | None = None
    try:
        loader = _Loader(text.translate(RARE_BREAKS))
        loader.left = most
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        hint = "inside { } a text with , ? or braces is quoted" if "flow mapping" in (error.context or "") else None
        parts = [part for part in (error.context, error.problem, hint) if part]
        return Problem(file=name, line=mark.line + 1 if mark else 1, message=", ".join(parts) or "is not YAML")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return Problem(file=name, line=line, message=f"has a character that text cannot hold (code {error.character})")
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # PyYAML lets chr() and int() raise on escapes and versions that are out of range.
        line = loader.line + 1 if loader is not None else 1
        return Problem(file=name, line=line, message=f"is not YAML: {error}")
    finally:
        if loader is not None:
            loader.dispose()
    return Problem(file=name, line=1, message="is empty") if node is None else node
