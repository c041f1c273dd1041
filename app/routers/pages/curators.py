"""Who reviews in a browser: signed in with a key, in a session that a cookie names.

Every form carries a token of its session, and is refused where a page of another site sent it.
"""

from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, urlsplit

from anyio import from_thread
from fastapi import Depends, Request, Response

from app.db import own_session, read_session
from app.errors import ForbiddenError, InvalidParameterError, UnauthorizedError
from app.guarding.addresses import address_of
from app.keys.checking import Key, KeyRefusedError, check_key, note_use
from app.keys.sessions import begin_session, end_session, find_session, form_token
from app.routers.authorization import StatesScope
from app.vocabulary import Scope
from app.watching.requests import note_key

HOME: Final = "/review"
_COOKIE: Final = "incumbent_session"
_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 200
_OUR_OWN: Final = ("same-origin", "none")  # none: the user's own doing, as reloading is
# The form that was sent is of the session that is over: it has to be opened anew.
_OVER: Final = "You are not signed in, or no more: sign in at /review, and open the form again."
_NO_FORM: Final = "Send a form of some fields, in UTF-8, without NUL."
_FOREIGN: Final = "This form was not sent from its own page: nothing was done. Open it again."


@dataclass(frozen=True, slots=True)
class Curator:
    """The holder of a key, signed in. ``form_token``: what the forms of the session carry."""

    key: Key
    form_token: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A form of a curator: its fields, the first of each name."""

    curator: Curator
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class RefusedKey:
    """A key that signs nobody in: with which status that is answered, and why."""

    status: int
    why: str


class AskedCurator(StatesScope):
    """Gives the curator who is signed in, or None: the page then asks for a key, and tells nothing.

    None, too, where the key was ended meanwhile.
    """

    def __call__(self, request: Request) -> Curator | None:
        """Who is signed in."""
        return _curator(request, self.scope)


CuratorDep = Annotated[Curator | None, Depends(AskedCurator(Scope.CURATE))]


def _curator(request: Request, least: Scope) -> Curator | None:
    token = request.cookies.get(_COOKIE)
    if not token:
        return None
    engine = request.app.state.engine
    # Closed before the use is noted: on SQLite without WAL the one would wait for the other.
    with read_session(engine) as session:
        key = find_session(session, token)
    if key is None or not key.scope.includes(least):
        return None
    note_use(engine, key)
    note_key(request.scope, key.id)
    return Curator(key, form_token(token))


async def get_form(request: Request) -> dict[str, str]:
    """The fields of a form of our own pages; raises ForbiddenError and InvalidParameterError."""
    if not _is_our_own(request):
        raise ForbiddenError(_FOREIGN)
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        body = (await request.body()).decode() if sent == _FORM else None
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise InvalidParameterError(_NO_FORM) from None
    if any("\0" in each for pair in pairs for each in pair):
        raise InvalidParameterError(_NO_FORM)
    # Browsers send the ends of lines as network protocols have them.
    return {name: value.replace("\r\n", "\n") for name, value in reversed(pairs)}


FormDep = Annotated[dict[str, str], Depends(get_form)]


class RequiredCurator(StatesScope):
    """Gives a curator's form; raises UnauthorizedError, and ForbiddenError without its token."""

    def __call__(self, form: FormDep, curator: CuratorDep) -> Sent:
        """The form, and whose it is."""
        if curator is None or not curator.key.scope.includes(self.scope):
            raise UnauthorizedError(_OVER, headers={"WWW-Authenticate": "Bearer"})
        if not compare_digest(form.get("token", "").encode(), curator.form_token.encode()):
            raise ForbiddenError(_FOREIGN)
        return Sent(curator, form)


SentDep = Annotated[Sent, Depends(RequiredCurator(Scope.CURATE))]


class SigningIn(StatesScope):
    """Gives the key that a form has, where its scope is enough, or why it signs nobody in."""

    def __call__(self, request: Request, form: FormDep) -> Key | RefusedKey:
        """The key, which is never logged and never told again."""
        engine = request.app.state.engine
        limits, address = request.app.state.guard.limits, address_of(request.scope.get("client"))
        from_thread.run_sync(limits.require_patience, address)
        try:
            with read_session(engine) as session:
                key = check_key(session, form.get("key", "").strip())
        except KeyRefusedError as error:
            from_thread.run_sync(limits.note_failure, address)
            return RefusedKey(UnauthorizedError.status, f"{error}.")
        if not key.scope.includes(self.scope):
            why = f"Reviewing needs a key with the scope {self.scope}; yours has {key.scope}."
            return RefusedKey(ForbiddenError.status, f"{why} Ask who runs this server for one.")
        note_use(engine, key)
        return key


SigningInDep = Annotated[Key | RefusedKey, Depends(SigningIn(Scope.CURATE))]


def sign_in(request: Request, answer: Response, key: Key) -> None:
    """Begin a session, of which the answer tells the browser; the one before it is over."""
    with own_session(request.app.state.engine) as session:
        end_session(session, request.cookies.get(_COOKIE, ""))
        token = begin_session(session, key)
    answer.set_cookie(_COOKIE, token, **_cookie(request))


def sign_out(request: Request, answer: Response) -> None:
    """End the session, and let the browser forget it."""
    with own_session(request.app.state.engine) as session:
        end_session(session, request.cookies.get(_COOKIE, ""))
    answer.delete_cookie(_COOKIE, **_cookie(request))


def page_within(path: str) -> str:
    """The path where it is one of a curator's pages, which may be gone on to; else the first."""
    is_within = path == HOME or path.startswith((f"{HOME}/", f"{HOME}?"))
    return path if is_within and path.isprintable() else HOME


def _cookie(request: Request) -> dict[str, Any]:
    """How the cookie is kept: by this session of the browser, for our pages, from no script."""
    told = request.headers.get("x-forwarded-proto", request.url.scheme)
    is_secure = "https" in (request.url.scheme, told.partition(",")[0].strip().lower())
    return {"path": HOME, "secure": is_secure, "httponly": True, "samesite": "strict"}


def _is_our_own(request: Request) -> bool:
    """Whether one of our own pages sent it, as far as the browser says."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in _OUR_OWN
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
