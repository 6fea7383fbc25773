"""Whether an expression can be true or false at all: `balance` and `1 + 1` are compiled, and as a condition never hold.

Seen is what stands written. Facts are texts, so `facts.balance` alone is none; what only a value can tell passes, and is not
true when it turns out to be something else.
"""

from collections.abc import Iterator
from typing import Any

from callcenter.site.vocabulary import FUNCTIONS

CONDITIONS = frozenset({"matches", "startsWith", "endsWith", "contains", "has", "bool"})
"""Functions that say yes or no."""
OTHERS = FUNCTIONS - CONDITIONS
TRUTHS = frozenset({"true", "false"})


def no_condition(tree: Any) -> str:
    """What of the expression (the tree its library parses it into) stands where true or false must; empty: nothing seen.

    Parts of `&&`, `||`, `!` and all three of `? :` must be conditions themselves.
    """
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        children = list(_trees(part))
        match part.data:
            case "expr" | "conditionalor" | "conditionaland" if len(children) > 1:
                waiting += children
            case "unary" if len(children) > 1:
                if children[0].data != "unary_not":
                    return "a number"
                waiting.append(children[1])
            case "relation" if len(children) > 1:
                continue
            case "addition" | "multiplication" if len(children) > 1:
                return "the result of a calculation"
            case _ if what := _value(part):
                return what
            case "ident_arg" | "dot_ident_arg" | "member_dot_arg" | "member_index" | "literal":
                continue
            case _:
                waiting += children
    return ""


def _value(part: Any) -> str:
    """What a single thing is, when that is no condition."""
    name = str(part.children[0]) if part.children and not hasattr(part.children[0], "data") else ""
    match part.data:
        case "literal":
            return "" if name in TRUTHS else f"the value {name[:40]}"
        case "ident" | "dot_ident":
            return f'"{name[:40]}"'
        case "member_dot":
            return f'the fact "{str(part.children[1])[:40]}", a text,'
        case "ident_arg" | "dot_ident_arg":
            return f"what {name}(...) gives" if name in OTHERS else ""
        case "member_dot_arg":
            called = str(part.children[1])
            return f"what {called}(...) gives" if called in OTHERS else ""
        case "member_index" if _only_name(part.children[0]) == "facts":
            return "a fact, a text,"
        case "list_lit" | "map_lit":
            return "a list"
        case _:
            return ""


def _only_name(part: Any) -> str:
    """The name, where the part is one and nothing else."""
    while len(part.children) == 1 and hasattr(part.children[0], "data"):
        part = part.children[0]
    return str(part.children[0]) if part.data == "ident" else ""


def _trees(part: Any) -> Iterator[Any]:
    return (child for child in part.children if hasattr(child, "data"))
