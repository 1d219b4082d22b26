"""The actions that the code records in the audit log, found by reading it: a call's constant, or whatever is given to
the parameter that it comes from."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import kenbun

_SOURCE = Path(kenbun.__file__).parent
_ACTION = 2
"""Where `record` takes the action, after the connection and the caller."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Unknown(Exception):
    """An action that cannot be told from the code."""


def recorded() -> tuple[set[str], set[str]]:
    """The actions, and the places of those that cannot be told."""
    actions, unknown = set[str](), set[str]()
    for path in sorted(_SOURCE.rglob("*.py")):
        if "kenbun.access import audit" not in (text := path.read_text()) and "audit.noting" not in text:
            continue
        module = ast.parse(text)
        for function, call in _calls(module, "record"):
            try:
                actions |= _values(call.args[_ACTION], function, module)
            except Unknown:
                unknown.add(f"{path.relative_to(_SOURCE)}: {ast.unparse(call.args[_ACTION])}")
    return actions, unknown


def _calls(module: ast.Module, name: str) -> Iterator[tuple[Function, ast.Call]]:
    """With the function that each stands in."""
    for function in ast.walk(module):
        if isinstance(function, Function):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
                    yield function, node


def _values(node: ast.expr, function: Function, module: ast.Module) -> set[str]:
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp():
            return _values(node.body, function, module) | _values(node.orelse, function, module)
        case ast.JoinedStr():
            first, *rest = node.values
            # what it is about has no part in how the rest is said
            head = {"thing"} if isinstance(first, ast.FormattedValue) else _values(first, function, module)
            tails = [_values(part, function, module) for part in rest]
            return {"".join(some) for some in product(head, *tails)}
        case ast.FormattedValue():
            return _values(node.value, function, module)
        case ast.Name():
            return _of_name(node.id, function, module)
    raise Unknown


def _of_name(name: str, function: Function, module: ast.Module) -> set[str]:
    """What is assigned to it, or given for it by whoever calls the function in its module."""
    given = [_assigned(node, name) for node in ast.walk(function) if isinstance(node, ast.Assign)]
    found = [(function, value) for value in given if value is not None]
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    if name in names:
        found += [
            (caller, argument)
            for caller, call in _calls(module, function.name)
            for argument in _arguments(call, name, names.index(name))
        ]
    if not found:
        raise Unknown
    return {text for where, value in found for text in _values(value, where, module)}


def _assigned(node: ast.Assign, name: str) -> ast.expr | None:
    [target, value] = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=True)
        return next((one for each, one in pairs if ast.unparse(each) == name), None)
    return value if ast.unparse(target) == name else None


def _arguments(call: ast.Call, name: str, place: int) -> list[ast.expr]:
    return [one.value for one in call.keywords if one.arg == name] or call.args[place : place + 1]
