"""The list of what waits for review: narrowed and ordered as a curator asks."""

import httpx

from tests.keys import CURATOR_KEY, with_key
from tests.proposed import EXAMPLE_PROPOSALS
from tests.reviews import Visitor, visiting


def test_the_queue_is_narrowed_and_ordered(api: httpx.Client) -> None:
    title = "new face of the Communist Party"
    with visiting(api) as visitor:
        assert title in visitor.sign_in().text
        _narrow(visitor, title)


def _narrow(visitor: Visitor, title: str) -> None:
    for asked in ("order=most", "order=oldest&min_confidence=0.9", "rule=appointment.noun"):
        page = visitor.web.get(f"/review?{asked}")
        assert page.status_code == 200
        assert title in page.text
    for asked in ("min_confidence=0.99", "status=deferred", "proposer=Nobody", "page=9"):
        assert title not in visitor.web.get(f"/review?{asked}").text
    assert visitor.web.get("/review?min_confidence=x").status_code == 422
    for name in ("rule", "proposer", "done"):
        assert visitor.web.get("/review", params={name: "\0"}).status_code == 422
    assert visitor.send(EXAMPLE_PROPOSALS[0], "match", known_id="liu\0").status_code == 422
    shown = visitor.see(EXAMPLE_PROPOSALS[0])
    assert '<mark id="quote">' in shown
    assert visitor.web.get("/v1/proposals", headers=with_key(CURATOR_KEY)).status_code == 200
