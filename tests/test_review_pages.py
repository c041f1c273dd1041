"""Reviewing in a browser, by HTTP: who may, what forms do, and what is refused."""

import datetime as dt
import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine, select, update

from app.config import Settings
from app.db import make_engine, own_session, read_session, write_session
from app.keys.issuing import digest_of, revoke_key
from app.ledger.undoing import revert, withdraw
from app.main import create_app
from app.models import Change, KeySession, Proposal, ProposedArticle
from app.vocabulary import Scope
from tests.conftest import MakeDatabase, running_server
from tests.keys import CURATOR_KEY, EXAMPLE_KEY, make_key, with_key
from tests.proposed import EXAMPLE_PROPOSALS, one_of, proposals
from tests.reviews import Visitor, review_database, visiting

LIU_ARTICLE = "liu-jianchao-new-face-of-the-communist-party"
LIU_TITLE = {"exact": "foreign policy as the new face of the Communist Party", "start": 36}
READS = {"GET", "HEAD", "OPTIONS"}
COOKIE = "incumbent_session"


@pytest.fixture(scope="module")
def served(
    make_database: MakeDatabase, seeded_file: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, httpx.Client]]:
    """A server that may be written, for this module: each test decides on proposals of its own."""
    url = review_database(make_database, seeded_file, tmp_path_factory.mktemp("draft"))
    engine = make_engine(url)
    with running_server(url, webhooks=False) as client:
        yield engine, client
    engine.dispose()


@pytest.fixture
def engine(served: tuple[Engine, httpx.Client]) -> Engine:
    return served[0]


@pytest.fixture
def site(served: tuple[Engine, httpx.Client]) -> httpx.Client:
    return served[1]


@pytest.fixture
def ada(site: httpx.Client) -> Iterator[Visitor]:
    """A curator who is signed in."""
    with visiting(site) as visitor:
        visitor.sign_in()
        yield visitor


@pytest.fixture
def other(site: httpx.Client) -> Iterator[Visitor]:
    """Somebody else, who is not."""
    with visiting(site) as visitor:
        yield visitor


def proposal(engine: Engine, section: str, subject: str = "ada-moreau") -> Proposal:
    return one_of([each for each in proposals(engine) if each.batch], section, subject)


def changes(engine: Engine) -> int:
    with read_session(engine) as session:
        return len(session.scalars(select(Change.number)).all())


def test_a_key_opens_a_session_that_only_the_browser_knows(
    engine: Engine, site: httpx.Client
) -> None:
    asked = site.get("/review/proposals/5f3kq7ztx2mdwo4a?status=open")
    assert 'type="password" autocomplete="off"' in asked.text
    assert "next=/review/proposals/5f3kq7ztx2mdwo4a%3Fstatus%3Dopen" in asked.text
    answer = site.post("/review/session", data={"key": f" {CURATOR_KEY}\n"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    told = answer.headers["set-cookie"]
    token, *flags = told.removeprefix(f"{COOKIE}=").split("; ")
    assert {*flags} == {"HttpOnly", "Path=/review", "SameSite=strict"}
    assert not {CURATOR_KEY, *CURATOR_KEY.split("_")[1:]} & {token, told}
    with read_session(engine) as session:
        kept = session.scalars(select(KeySession)).all()
    assert digest_of(token) in {each.digest for each in kept}
    assert token not in str([vars(each) for each in kept])
    site.cookies.clear()


def test_behind_https_the_cookie_is_sent_by_https_alone(site: httpx.Client) -> None:
    forwarded = {"X-Forwarded-Proto": "https"}
    answer = site.post("/review/session", data={"key": CURATOR_KEY}, headers=forwarded)
    assert "Secure" in answer.headers["set-cookie"].split("; ")
    site.cookies.clear()


def test_who_is_refused_learns_why_but_not_which_keys_there_are(site: httpx.Client) -> None:
    unknown = f"inc_{'z' * 16}_{'z' * 52}"
    wrong = f"{CURATOR_KEY[:-4]}zzzz"
    answers = [site.post("/review/session", data={"key": key}) for key in (unknown, wrong)]
    assert {each.status_code for each in answers} == {401}
    assert answers[0].content == answers[1].content
    assert "The key is unknown" in answers[0].text
    other = site.post("/review/session", data={"key": EXAMPLE_KEY})
    assert other.status_code == 403
    assert "needs a key with the scope curate; yours has propose" in other.text
    assert EXAMPLE_KEY not in other.text
    assert "set-cookie" not in other.headers


@pytest.mark.parametrize(
    "leads", ["//evil.example", "https://evil.example", "/people", "/reviewed", "/review\\..\n"]
)
def test_signing_in_leads_nowhere_else(site: httpx.Client, leads: str) -> None:
    answer = site.post("/review/session", params={"next": leads}, data={"key": CURATOR_KEY})
    assert answer.headers["location"] == "/review"
    site.cookies.clear()


def test_signing_out_ends_the_session_for_whoever_has_the_cookie(ada: Visitor) -> None:
    token = ada.web.cookies[COOKIE]
    assert "Signed in as" in ada.web.get("/review").text
    out = ada.web.post("/review/session/end", data={"token": ada.token})
    assert "API key" in out.text
    assert COOKIE not in ada.web.cookies
    ada.web.cookies.set(COOKIE, token)
    assert "Signed in as" not in ada.web.get("/review").text


def test_signing_in_again_ends_the_session_before(ada: Visitor) -> None:
    before = ada.web.cookies[COOKIE]
    ada.sign_in()
    ada.web.cookies.set(COOKIE, before, path="/review")
    assert "Signed in as" not in ada.web.get("/review").text


def test_a_session_ends_with_its_key_and_with_the_day(engine: Engine, other: Visitor) -> None:
    key = make_key(engine, holder="Bea", scope=Scope.CURATE)
    bea = other
    assert "Signed in as <b>Bea</b>" in bea.sign_in(key).text
    over = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    with own_session(engine) as session:
        this = update(KeySession).where(KeySession.key_id == key.split("_")[1])
        session.execute(this.values(expires_at=over))
    assert "Signed in as" not in bea.web.get("/review").text
    assert "Signed in as" in bea.sign_in(key).text
    with own_session(engine) as session:
        revoke_key(session, key.split("_")[1], "Left")
    assert "Signed in as" not in bea.web.get("/review").text
    assert bea.send(EXAMPLE_PROPOSALS[0], "defer").status_code == 401
    assert "was revoked" in bea.sign_in(key).text


def test_each_form_is_closed_to_strangers_and_to_other_sites(
    ada: Visitor, other: Visitor, engine: Engine
) -> None:
    app = create_app(Settings(database_url="sqlite:///unused.db"))
    forms = [
        str(route.path).format(proposal_id=EXAMPLE_PROPOSALS[0])
        for route in iter_route_contexts(app.routes)
        if str(route.path).startswith("/review") and not {*(route.methods or ())} & READS
    ]
    assert len(forms) == 8
    before = [(each.id, each.revision) for each in proposals(engine)]
    own = {"token": ada.token, "key": CURATOR_KEY, "revision": "1", "reason": "Why"}
    here = str(ada.web.base_url)
    for path in forms:
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            refused = ada.web.post(path, data=own, headers=headers | {"Accept": "text/html"})
            assert refused.status_code == 403
            assert "was not sent from its own page" in refused.text
            assert refused.headers["Cache-Control"] == "private, no-store"
        if path == "/review/session":
            continue
        for token in ("", "0" * 64):
            sent = own | {"token": token}
            assert ada.web.post(path, data=sent, headers={"Origin": here}).status_code == 403
        assert other.web.post(path, data=own).status_code == 401
    assert [(each.id, each.revision) for each in proposals(engine)] == before
    assert "Signed in as" in ada.web.get("/review").text


def test_nothing_of_it_is_kept_or_framed(ada: Visitor, other: Visitor) -> None:
    paths = ["", *(f"/proposals/{EXAMPLE_PROPOSALS[0]}{each}" for each in ("", "/edit"))]
    for path in [*paths, "/proposals/aaaaaaaaaaaaaaaa", "/none"]:
        for web in (ada.web, other.web):
            page = web.get(f"/review{path}", headers={"Accept": "text/html"})
            assert page.headers["Cache-Control"] == "private, no-store"
            assert "Access-Control-Allow-Origin" not in page.headers
            assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
            assert "noindex" in page.text
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    preflight = ada.web.options("/review/session", headers=asked)
    assert "Access-Control-Allow-Origin" not in preflight.headers


def test_accepting_says_what_it_records_and_sending_twice_does_no_harm(
    ada: Visitor, engine: Engine
) -> None:
    found = proposal(engine, "memberships")
    seen = ada.see(found.id)
    assert "Accepting records with it" in seen
    assert "New organization: Kessaria Water Board" in seen
    assert "“June last year” is <b>June 2020</b>" in seen
    before = changes(engine)
    done = ada.send(found.id, "accept", seen)
    assert "<b>Accepted:</b> Ada Moreau holds chair of the Kessaria Water Board" in done.text
    assert f'<a href="/changes/{before + 1}">' in done.text
    again = ada.send(found.id, "accept", seen)
    assert (again.status_code, changes(engine)) == (200, before + 1)
    assert "<b>Accepted:</b>" in again.text
    assert ada.send(found.id, "reject", seen, reason="No").status_code == 409
    opened = ada.send(found.id, "undo")
    assert "<b>Accepted:</b>" not in opened.text
    twice = ada.send(found.id, "undo")
    assert twice.status_code == 200
    assert changes(engine) == before + 2
    assert ada.web.get("/v1/people/ada-moreau").status_code == 410
    assert {each.status for each in proposals(engine) if each.change} == set()


def test_who_was_slower_is_told_so(ada: Visitor, engine: Engine, other: Visitor) -> None:
    found = proposal(engine, "events")
    seen = ada.see(found.id)
    bea = other
    bea.sign_in(make_key(engine, holder="Bea", scope=Scope.CURATE))
    bea.send(found.id, "reject", reason="She <b>did</b> not")
    late = ada.send(found.id, "accept", seen)
    assert late.status_code == 409
    assert "Nothing was done:" in late.text
    assert f"{found.id} was rejected by Bea" in late.text
    assert "She &lt;b&gt;did&lt;/b&gt; not" in late.text
    bea.send(found.id, "undo")
    stale = ada.send(found.id, "defer", seen)
    assert stale.status_code == 409
    assert "is at revision 3 now" in stale.text


def test_a_rejection_needs_a_reason(ada: Visitor) -> None:
    refused = ada.send(EXAMPLE_PROPOSALS[1], "reject", reason="  ")
    assert refused.status_code == 422
    assert "Nothing was done: say why: who proposed it can read that." in refused.text
    kept = ada.send(EXAMPLE_PROPOSALS[1], "reject", reason="x" * 2001)
    assert kept.status_code == 422
    assert "x" * 2001 in kept.text


def test_an_edit_is_checked_field_by_field_and_nothing_typed_is_lost(
    ada: Visitor, engine: Engine
) -> None:
    found = proposal(engine, "facts", "delta-congress")
    fields = {
        "property": "start_date",
        "value.written": "next Tuesday",
        "note": "Looked <up> in the calendar",
        "cite.0.exact": "opened the Delta Congres on Tuesday",
    }
    wrong = ada.send(found.id, "edit", **fields)
    assert wrong.status_code == 422
    assert 'id="field-cite-0-exact" name="cite.0.exact" aria-describedby' in wrong.text
    assert "does not stand in the text" in wrong.text or "the nearest" in wrong.text
    assert "opened the Delta Congres on Tuesday</textarea>" in wrong.text
    assert "Looked &lt;up&gt; in the calendar</textarea>" in wrong.text
    fields |= {"value.written": "Tuesday", "cite.0.exact": "the Delta Congress on Tuesday"}
    saved = ada.send(found.id, "edit", **fields)
    assert saved.status_code == 200
    assert "“Tuesday” is <b>2 March 2021</b>" in saved.text
    (kept,) = [each for each in proposals(engine) if each.id == found.id]
    assert kept.part == {
        "property": "start_date",
        "value": {"written": "Tuesday"},
        "note": "Looked <up> in the calendar",
        "cite": [{"exact": "the Delta Congress on Tuesday"}],
    }
    unread = ada.send(found.id, "edit", **fields | {"cite.0.stance": "maybe", "value.date": "x"})
    assert unread.status_code == 422
    assert {"field-cite-0-stance-wrong", "field-value-date-wrong"} <= set(unread.text.split('"'))


def test_somebody_new_is_said_to_be_one_on_record(ada: Visitor, engine: Engine) -> None:
    quote = {"exact": "Liu", "start": 4}
    about = {"article_id": LIU_ARTICLE, "subject_id": "liu-anew", "subject_kind": "person"}
    named = about | {"part": {"name": {"value": "Liu Jianchao", "cite": quote}}}
    works = about | {"part": {"facts": {"property": "occupation", "value": "x", "cite": quote}}}
    key = with_key(make_key(engine, holder="Bea"))
    made = ada.web.post("/v1/proposals", json=[named, works], headers=key).json()["data"]
    found = made[0]["id"]
    assert re.search(r'value="liu-jianchao"> <span><a href="/people/liu-jianchao">', ada.see(found))
    for known, why in (("", "choose one"), ("nobody", "there is no person &#39;nobody&#39;")):
        refused = ada.send(found, "match", other_id=known)
        assert refused.status_code == 422
        assert why in refused.text
    said = ada.send(found, "match", known_id="liu-jianchao")
    assert said.status_code == 200
    kept = {each.id: each.subject_id for each in proposals(engine)}
    assert {kept[each["id"]] for each in made} == {"liu-jianchao"}


def test_what_is_said_to_be_wrong_is_shown_with_its_source(ada: Visitor, engine: Engine) -> None:
    (fact,) = ada.web.get("/v1/people/liu-jianchao").json()["memberships"][:1]
    source = {"url": "https://example.org/a", "exact": "He <i>never</i> did.", "title": "A denial"}
    body = {"fact_id": fact["id"], "note": "It is denied", "source": source}
    key = with_key(make_key(engine, holder="Bea"))
    found = ada.web.post("/v1/proposals", json=body, headers=key).json()["id"]
    shown = ada.see(found)
    assert "Deprecate “Liu Jianchao" in shown
    assert "He &lt;i&gt;never&lt;/i&gt; did.</mark>" in shown
    assert "A denial" in shown
    assert "Sources that are not on record" in ada.web.get("/review").text
    assert "nothing to edit of it" in ada.web.get(f"/review/proposals/{found}/edit").text
    assert "Deferred:" in ada.send(found, "defer").text


def test_of_what_was_withdrawn_nothing_is_shown(ada: Visitor, engine: Engine) -> None:
    part = {"facts": {"property": "location", "value": "Beijing", "cite": LIU_TITLE}}
    body = {"subject_id": "world-political-parties-summit", "article_id": LIU_ARTICLE, "part": part}
    key = with_key(make_key(engine, holder="Bea"))
    found = ada.web.post("/v1/proposals", json=body, headers=key).json()["id"]
    assert "location Beijing" in ada.see(found)
    with write_session(engine) as session:
        withdraw(session, "world-political-parties-summit", actor="Ed", reason="Asked for")
    shown = ada.see(found)
    assert "was withdrawn" in shown
    assert "Beijing" not in shown
    assert "Nothing was done" in ada.send(found, "accept").text
    with write_session(engine) as session:
        assert revert(session, changes(engine), actor="Ed", reason="It was right")


def test_an_article_that_came_under_older_rules_is_shown_with_what_is_wrong(
    ada: Visitor, engine: Engine
) -> None:
    part = {"facts": {"property": "location", "value": "Beijing", "cite": LIU_TITLE}}
    body = {"subject_id": "world-political-parties-summit", "article_id": LIU_ARTICLE, "part": part}
    key = with_key(make_key(engine, holder="Bea"))
    found = ada.web.post("/v1/proposals", json=body, headers=key).json()["id"]
    with write_session(engine) as session:
        session.add(
            ProposedArticle(
                id="an-older-one",
                dataset_id="curated",
                particulars={"id": "an-older-one", "language": "Old English", "born": 1, "file": 2},
                text=f"<i>He</i> spoke of {LIU_TITLE['exact']}.",
                proposer="Bea",
                updated_at=dt.datetime.now(dt.UTC),
            )
        )
        older = update(Proposal).where(Proposal.id == found)
        session.execute(older.values(article_id="an-older-one"))
    for path in ("", "/edit"):
        answer = ada.web.get(f"/review/proposals/{found}{path}")
        assert answer.status_code == 200
        assert "not on record yet" in answer.text
        assert "&lt;i&gt;He&lt;/i&gt; spoke of" in answer.text
    shown = ada.see(found)
    assert "cannot be recorded as proposed" in shown
    for fault in ("title: is missing", "a language is a tag", "born: is not a key of the article"):
        assert fault in shown
    assert "An article without a title" in ada.web.get("/review").text
    told = ada.web.get(f"/v1/proposals/{found}", headers=key).json()
    assert "cannot be recorded" in str(told["problems"])
    refused = ada.send(found, "accept")
    assert refused.status_code == 409
    assert "title: is missing" in refused.text
    assert "Rejected:" in ada.send(found, "reject", reason="It cannot be read").text


def test_a_proposal_alone_is_compared_with_others_that_name_what_is_new(
    engine: Engine, site: httpx.Client
) -> None:
    term = proposal(engine, "memberships")
    body = {
        "subject_id": "rosa-vantini",
        "subject_kind": "person",
        "article_id": term.article_id,
        "part": {"memberships": {"post": term.post_id, "start_date": "2020", "cite": "chair of"}},
    }
    key = with_key(make_key(engine, holder="Bea"))
    name = {"name": {"value": "Rosa", "cite": "the water board"}}
    both = [body, body | {"part": name}]
    assert site.post("/v1/proposals", json=both, headers=key).status_code == 201
    curator = with_key(CURATOR_KEY)
    told = site.get(f"/v1/proposals/{term.id}", headers=curator).json()
    assert [each["why"] for each in told["conflicts"]] == ["another holder of the post"]
