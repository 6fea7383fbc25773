"""The ways out of a node by name, as they are written: two choices that lead to one node are two ways."""

from callcenter.model.flow import Branch, Check, Decide, Hours, LookUp, Menu, Node, Question

FOUND, FAILED, RIGHT, UNAVAILABLE = "found", "failed", "right", "unavailable"
OPEN, CLOSED, OTHERWISE, ANSWERED = "open", "closed", "otherwise", "answered"


def choice(key: str) -> str:
    return f"choice {key}"


def case(value: str) -> str:
    return f"case {value}"


def when(expression: str) -> str:
    return f"when {expression}"


def labelled(node: Node) -> list[tuple[str, str]]:
    """Each way's name and the node it leads to, in the order of the file. A node with one way that nobody chooses has none."""
    match node:
        case Menu():
            return [(choice(one.key), one.next) for one in node.choices]
        case Branch():
            return [*((case(value), to) for value, to in node.cases.items()), (OTHERWISE, node.otherwise)]
        case Decide():
            return [*((when(expression), to) for expression, to in node.ways), (OTHERWISE, node.otherwise)]
        case LookUp():
            return [(FOUND, node.next), (FAILED, node.failed)]
        case Check():
            ways = [(RIGHT, node.next), (FAILED, node.failed)]
            return ways if node.unavailable == node.failed else [*ways, (UNAVAILABLE, node.unavailable)]
        case Hours():
            return [(OPEN, node.open), (CLOSED, node.closed)]
        case _:
            return [(ANSWERED, node.next)] if isinstance(node, Question) else []
