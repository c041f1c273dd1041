"""Whatever the OpenAPI document lets anybody send, or forbids: no fault, and each refusal told."""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import Any, Final

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import ensure_resource_availability, use_after_free
from sqlalchemy.orm import Session

from app.db import make_engine
from app.vocabulary import Scope
from tests.conftest import MakeDatabase, fill_with_seed, running_server
from tests.faults.sizes import FULL, report, size
from tests.keys import CURATOR_KEY, OTHER_KEY, key_row, with_key
from tests.test_openapi import (
    CHECKS,
    FRAMING,
    OPERATIONS,
    PATIENCE,
    WAITS,
    ask_whatever,
    tried_document,
)

ADMIN_KEY: Final = f"inc_{'manager2' * 2}_{'manager4' * 6}seed"
ROLES: Final = {"none": "", "propose": OTHER_KEY, "curate": CURATOR_KEY, "admin": ADMIN_KEY}
# The short form asks for one thing; tests/test_openapi.py asks every operation, with one key.
LABELS: Final = size(("GET /v1/webhooks/{webhook_id}",), tuple(OPERATIONS))
EXAMPLES: Final = size(1, 15)
# Of walks on each database: answers that came, each checked.
STEPS: Final = 1_000
# In full, each run tries what none did before.
MORE: Final[dict[str, Any]] = {"derandomize": False, "database": None} if FULL else {}


@pytest.fixture(scope="module")
def both(make_database: MakeDatabase, seeded_file: str) -> Iterator[list[httpx.Client]]:
    """A client of a server on each database (SQLite alone in short), which are written."""
    urls = [make_database("sqlite", seeded_file)]
    if FULL:
        urls.append(make_database("postgresql"))
        fill_with_seed(urls[1])
    with ExitStack() as stack:
        for url in urls:
            engine = make_engine(url)
            with Session(engine) as session, session.begin():
                session.add(key_row(ADMIN_KEY, "Root", Scope.ADMIN))
            engine.dispose()
        more = {"webhooks": False, "webhook_private_addresses": True}
        yield [stack.enter_context(running_server(url, **more)) for url in urls]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("label", LABELS)
def test_every_operation_answers_as_documented_whoever_asks(
    both: list[httpx.Client], label: str, mode: GenerationMode
) -> None:
    sent = ask_whatever(both, label, mode, [*ROLES.values()], max_examples=EXAMPLES, **MORE)
    report("openapi", operation=label, mode=mode.value, requests=sent)


@pytest.mark.skipif(not FULL, reason="to link operations takes seconds: FAULTS=full")
def test_operations_one_after_the_other_answer_as_documented(both: list[httpx.Client]) -> None:
    """What one answers is asked for with the next: created, read, changed, withdrawn."""
    steps, failures = list[int](), list[FailureGroup]()
    limits: dict[str, Any] = {"max_examples": 200, "stateful_step_count": 15}
    limits |= {"phases": [Phase.generate], "suppress_health_check": list(HealthCheck)}
    for api in both:
        walk = _walk_over(str(api.base_url), failures)
        # Hypothesis expects the same choices to lead to the same next ones, and ends where they do
        # not. They cannot: a walk goes on from what the server answered, and what earlier walks
        # wrote changes that. So walks are begun anew until enough steps are gone on this database.
        while walk.steps < STEPS:
            before = walk.steps
            with suppress(FlakyStrategyDefinition):
                walk.run(settings=settings(**limits | MORE))
            assert walk.steps > before
        steps.append(walk.steps)
    report("openapi-stateful", steps=sum(steps), of_each=steps, failures=len(failures))
    if failures:
        raise BaseExceptionGroup("answers that are not as documented", failures)


def _walk_over(base_url: str, failures: list[FailureGroup]) -> Any:
    """Walks on a server, which count their steps and keep what fails."""
    machine = schemathesis.openapi.from_dict(tried_document()).as_state_machine()

    class Walk(machine):  # type: ignore[misc, valid-type]
        steps = 0

        def before_call(self, case: schemathesis.Case[Any]) -> None:
            for name in FRAMING:
                case.headers.pop(name, None)
            if str(case.query.get("wait", "")) in WAITS:
                case.query["wait"] = 0

        def get_call_kwargs(self, _case: schemathesis.Case[Any]) -> dict[str, Any]:
            return {"base_url": base_url, "timeout": PATIENCE, "headers": with_key(ADMIN_KEY)}

        def after_call(self, response: Response, case: schemathesis.Case[Any]) -> None:
            super().after_call(response, case)
            Walk.steps += 1

        def validate_response(
            self, response: Response, case: schemathesis.Case[Any], **_: Any
        ) -> None:
            try:
                checks = [*CHECKS, use_after_free, ensure_resource_availability]
                told: dict[str, Any] = {"headers": with_key(ADMIN_KEY), "recorder": self.recorder}
                case.validate_response(response, checks=checks, **told)
            except FailureGroup as failure:
                failures.append(failure)  # told in the end: a walk cannot be gone a second time

    return Walk
