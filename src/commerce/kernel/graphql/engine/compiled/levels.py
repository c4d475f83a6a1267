"""Writes code for values with something to wait for: all objects of a level at once."""

from collections.abc import Sequence
from inspect import iscoroutinefunction
from typing import Any

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationType,
    get_nullable_type,
    is_list_type,
)

from commerce.kernel.graphql.engine.compiled.plan import (
    Details,
    Kind,
    Selected,
    Unsupported,
    class_of,
    classes_of,
)
from commerce.kernel.graphql.engine.compiled.source import Body
from commerce.kernel.graphql.engine.compiled.values import Values, checked_path
from commerce.kernel.graphql.fields import Relation


class Levels(Values):
    """Code that completes many values side by side.

    A level function takes the objects and the run, and gives their answers in order. The jobs
    of a level fill in the keys that have to be waited for.
    """

    def main(self) -> str:
        """The function of the whole operation: takes a run, gives the data."""
        roots = self.plan.roots()
        body, jobs = Body(), []
        for each in roots:
            if each.kind is not Kind.TYPENAME:
                jobs.append(f"{self._root(each)}(out, x)")
        items = [f"{each.key!r}: {self._first(each)}" for each in roots]
        body.lines += self.prologue.lines
        body.add(f"out = {{{', '.join(items)}}}")
        serial = self.plan.operation.operation is OperationType.MUTATION
        self._start(jobs, body, serial=serial)
        body.add("return out")
        name = self.module.fresh("main")
        self.module.function(f"async def {name}(x)", body)
        return name

    def _first(self, each: Selected) -> str:
        if each.kind is not Kind.TYPENAME:
            return "None"
        root = self.plan.schema.get_root_type(self.plan.operation.operation)
        assert root is not None
        return repr(root.name)

    def _start(self, jobs: Sequence[str], body: Body, *, serial: bool = False) -> None:
        if serial or len(jobs) == 1:
            for job in jobs:
                body.add(f"await {job}")
        elif jobs:
            body.add(f"await together(x, {', '.join(jobs)})")

    def _root(self, each: Selected) -> str:
        """The job of a root field; what its resolver gave or raised is remembered."""
        body, name = Body(), self.module.fresh("root")
        if each.kind not in (Kind.CALL, Kind.AWAIT):
            raise Unsupported("a root field without a resolver")
        call = self.value_of(each, "None")
        if each.kind is Kind.AWAIT:
            body.add("if x.eager: await handover()")
            call = f"await {call}"
        body.add("try:")
        body.add(f"v = {call}", 2)
        body.add("except Exception as error:")
        body.add(f"x.roots[{each.key!r}] = error", 2)
        body.add("raise Refusal from error", 2)
        body.add(f"x.roots[{each.key!r}] = v")
        if self.plan.waits(each.type, each.details):
            body.add(f"v, = await {self._down(each.type, each.details)}([v], x)")
        else:
            self.complete(each.type, each.details, "v", body, 1)
        body.add(f"out[{each.key!r}] = v")
        self.module.function(f"async def {name}(out, x)", body)
        return name

    def _down(self, kind: GraphQLOutputType, details: Details) -> str:
        """The level function for values of a type that has something to wait for."""
        if isinstance(kind, GraphQLNonNull):
            return self._down_present(kind.of_type, details)
        return self._passing("sparse", self._down_present(kind, details))

    def _down_present(self, kind: Any, details: Details) -> str:
        if isinstance(kind, GraphQLList):
            return self._passing("flat", self._down(kind.of_type, details))
        if isinstance(kind, GraphQLObjectType):
            return self._many(kind, details)
        return self._passing("apart", self._tables(kind, details))

    def _passing(self, helper: str, further: str) -> str:
        body, name = Body(), self.module.fresh(helper)
        body.add(f"return {helper}({further}, values, x)")
        self.module.function(f"def {name}(values, x)", body)
        return name

    def _tables(self, kind: Any, details: Details) -> str:
        def write(name: str) -> None:
            entries = {
                self.module.constant("cls", cls): self._many(each, details)
                for cls, each in classes_of(kind, self.plan.possible(kind)).items()
            }
            self.table(name, entries)

        return self._once("kinds", kind, details, write)

    def _many(self, kind: GraphQLObjectType, details: Details) -> str:
        """The level function for objects of one type."""
        return self._once("many", kind, details, lambda name: self._write_many(name, kind, details))

    def _write_many(self, name: str, kind: GraphQLObjectType, details: Details) -> None:
        body, items, later = Body(), [], []
        body.add("outs = []")
        body.add("for o in objects:")
        cls = self.module.constant("cls", class_of(kind))
        body.add(f"if o.__class__ is not {cls}: odd(o, x, nothing, {self.test(kind)})", 2)
        for each in self.plan.below(kind, details):
            if self._waits(each):
                later.append(each)
                items.append(f"{each.key!r}: None")
            else:
                items.append(f"{each.key!r}: {self.field(kind, each, body, 2)}")
        body.add(f"outs.append({{{', '.join(items)}}})", 2)
        jobs = [f"{job}(objects, outs, x)" for job in self._jobs(later)]
        self._start(jobs, body)
        body.add("return outs")
        self.module.function(f"async def {name}(objects, x)", body)

    def _waits(self, each: Selected) -> bool:
        if each.kind is Kind.TYPENAME:
            return False
        return each.kind.waits or self.plan.waits(each.type, each.details)

    def _jobs(self, fields: Sequence[Selected]) -> list[str]:
        """Jobs for fields; relations that read the same share one."""
        shared: dict[Any, list[Selected]] = {}
        for each in fields:
            slot: Any = each.key
            if each.kind is Kind.BATCH and self.arguments(each) is None:
                relation = _relation(each)
                slot = (relation.function, relation.key)
            shared.setdefault(slot, []).append(each)
        return [self._job(group) for group in shared.values()]

    def _job(self, group: Sequence[Selected]) -> str:
        first = group[0]
        body, name = Body(), self.module.fresh("job")
        if first.kind is Kind.BATCH:
            relation = _relation(first)
            function = self.module.constant("batch", relation.function)
            keys = f"[o.{checked_path(relation.key)} for o in objects]"
            given = self.arguments(first) or "{}"
            ordinary = "" if iscoroutinefunction(relation.function) else ", ordinary=True"
            body.add(f"found = await read({function}, {keys}, x, {given}{ordinary})")
        elif first.kind is Kind.AWAIT:
            body.add(f"found = await each([{self.value_of(first, 'o')} for o in objects], x)")
        else:
            body.add(f"found = [{self.value_of(first, 'o')} for o in objects]")
        self._place(group, body)
        self.module.function(f"async def {name}(objects, outs, x)", body)
        return name

    def _place(self, group: Sequence[Selected], body: Body) -> None:
        """Complete what was found and put it into the answers."""
        ready = [each for each in group if not self.plan.waits(each.type, each.details)]
        if ready:
            body.add("for out, found_one in zip(outs, found):")
        for each in ready:
            body.add("v = found_one", 2)
            self._make(each, body, 2)
            self.complete(each.type, each.details, "v", body, 2)
            body.add(f"out[{each.key!r}] = v", 2)
        parts = [f"{self._part(each)}(found, outs, x)" for each in group if each not in ready]
        self._start(parts, body)

    def _part(self, each: Selected) -> str:
        body, name = Body(), self.module.fresh("part")
        if each.kind is Kind.BATCH and _relation(each).make is not None:
            body.add("made_ones = []")
            body.add("for v in found:")
            self._make(each, body, 2)
            body.add("made_ones.append(v)", 2)
            body.add("found = made_ones")
        below = self._down(each.type, each.details)
        body.add(f"for out, v in zip(outs, await {below}(found, x)):")
        body.add(f"out[{each.key!r}] = v", 2)
        self.module.function(f"async def {name}(found, outs, x)", body)
        return name

    def _make(self, each: Selected, body: Body, depth: int) -> None:
        """Turn the row `v` (or each of its items) into its object."""
        if each.kind is not Kind.BATCH or _relation(each).make is None:
            return
        make = self.module.constant("make", _relation(each).make)
        if is_list_type(get_nullable_type(each.type)):
            body.add(f"if v.__class__ is list: v = [{make}(row, x.context) for row in v]", depth)
            body.add(f"else: v = made({make}, v, x.context)", depth)
        else:
            body.add(f"if v.__class__ is list: v = made({make}, v, x.context)", depth)
            body.add(f"elif v is not None: v = {make}(v, x.context)", depth)


def _relation(each: Selected) -> Relation:
    found: Relation = each.field.metadata["batch"]
    return found
