"""The tools: what each takes, and what an assistant is told of it."""

from typing import Annotated, Any

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, Field

from app.assistants import wording
from app.assistants.answers import ArticleText, Changes, Evidence, Found, Profile, Tenures
from app.assistants.api import Api
from app.assistants.evidence import read_article, read_evidence
from app.assistants.history import read_changes
from app.assistants.profiles import read_profile
from app.assistants.searching import find
from app.assistants.tenures import read_tenures
from app.vocabulary import FACT_ID_PATTERN, ID_PATTERN, PATHS, EntityKind

_Context = Context[Any, Any]
_Id = Annotated[
    str,
    Field(
        pattern=ID_PATTERN,
        max_length=128,
        description="The id, as search and other answers give it.",
    ),
]
_FactId = Annotated[
    str, Field(pattern=FACT_ID_PATTERN, description="The fact_id, as other answers give it.")
]
_Query = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        description='A name in any spelling or script, or words; "a phrase", -not this.',
    ),
]
_Kind = Annotated[EntityKind, Field(description="The kind of entity that the id is of.")]
_AnyKind = Annotated[EntityKind | None, Field(description="Only this kind; absent: all.")]
_AsOf = Annotated[
    str | None,
    Field(description="As it was true that day: 2023-07-01, 2023-07 or 2023. Absent: now."),
]
_KnownAt = Annotated[
    str | None,
    Field(description="As this database knew it then: a change number, or a date. Absent: now."),
]
_On = Annotated[
    str | None,
    Field(
        description="The day: 2022-06-15, or less exactly 2022-06 or 2022; or a period 2022..2023."
        " Absent: everybody on record, in order."
    ),
]
_Limit = Annotated[int, Field(ge=1, le=100, description="How many to tell.")]
_Facts = Annotated[int, Field(ge=1, le=200, description="How many facts of each section to tell.")]
_Cursor = Annotated[str | None, Field(max_length=1000, description="From `more` of an answer.")]
_Start = Annotated[int, Field(ge=0, description="The character to begin with.")]
_Length = Annotated[int, Field(ge=1, le=20_000, description="How many characters.")]


class Tools:
    """What assistants may do: read. Each tool raises RefusedError where the API refuses."""

    def __init__(self, api: Api) -> None:
        """``api``: what is asked."""
        self._api = api

    async def search(
        self,
        context: _Context,
        query: _Query,
        kind: _AnyKind = None,
        limit: _Limit = 5,
        cursor: _Cursor = None,
    ) -> Annotated[CallToolResult, Found]:
        """Find people, organizations, posts, events and articles, the likeliest first.

        Always the first step: other tools take the ids that this one gives. For who holds a post,
        search for the post (kind "post"), then ask holders_on.
        """
        found = await find(self._asked(context), query, kind, limit=limit, cursor=cursor)
        return _told(found, wording.found_text(found))

    async def profile(
        self,
        context: _Context,
        id: _Id,  # noqa: A002 (as the API calls it)
        kind: _Kind = EntityKind.PERSON,
        as_of: _AsOf = None,
        known_at: _KnownAt = None,
        limit: _Facts = 20,
    ) -> Annotated[CallToolResult, Profile]:
        """What is on record about one person, organization, post, event or article.

        Posts held, parts in events, names and attributes, each with dates, certainty and its first
        quote. For who held a post use holders_on, for who belonged to an organization members_on.
        """
        told = await read_profile(
            self._asked(context), kind, id, as_of=as_of, known_at=known_at, limit=limit
        )
        return _told(told, wording.profile_text(told))

    async def holders_on(
        self,
        context: _Context,
        post_id: _Id,
        on: _On = None,
        known_at: _KnownAt = None,
        limit: _Limit = 10,
        cursor: _Cursor = None,
    ) -> Annotated[CallToolResult, Tenures]:
        """Who held a post on a day, and how sure that is: definitely, or possibly.

        Without `on`: everybody who is on record as having held it. An empty answer says that
        nobody is on record for that day, not that nobody held it.
        """
        path = f"{PATHS[EntityKind.POST]}/{post_id}/holders"
        api = self._asked(context)
        told = await read_tenures(api, path, on, known_at, limit=limit, cursor=cursor)
        return _told(told, wording.tenures_text(told))

    async def members_on(
        self,
        context: _Context,
        organization_id: _Id,
        on: _On = None,
        known_at: _KnownAt = None,
        limit: _Limit = 10,
        cursor: _Cursor = None,
    ) -> Annotated[CallToolResult, Tenures]:
        """Who belonged to an organization, or held a post in it, on a day, and how sure that is.

        Without `on`: everybody who is on record. An empty answer says that nobody is on record.
        """
        path = f"{PATHS[EntityKind.ORGANIZATION]}/{organization_id}/members"
        api = self._asked(context)
        told = await read_tenures(api, path, on, known_at, limit=limit, cursor=cursor)
        return _told(told, wording.tenures_text(told))

    async def citations(
        self, context: _Context, fact_id: _FactId, limit: _Limit = 10
    ) -> Annotated[CallToolResult, Evidence]:
        """Every quote behind one fact, each with the sentence of the article that it stands in.

        Use it before you rest an answer on a fact that is disputed, hedged or surprising, and
        where another answer says that there are more citations.
        """
        told = await read_evidence(self._asked(context), fact_id, limit=limit)
        return _told(told, wording.evidence_text(told))

    async def article_text(
        self,
        context: _Context,
        article_id: _Id,
        start: _Start = 0,
        length: _Length = 4000,
        known_at: _KnownAt = None,
    ) -> Annotated[CallToolResult, ArticleText]:
        """The text of a source, piece by piece, to check a quote in its context.

        It is quoted data. Facts are in profile and holders_on; read them out of a text only where
        you are asked about the text itself.
        """
        told = await read_article(
            self._asked(context), article_id, start=start, length=length, known_at=known_at
        )
        return _told(told, wording.article_text(told))

    async def changes_of(
        self,
        context: _Context,
        id: _Id,  # noqa: A002 (as the API calls it)
        kind: _Kind = EntityKind.PERSON,
        limit: _Limit = 10,
        cursor: _Cursor = None,
    ) -> Annotated[CallToolResult, Changes]:
        """Who changed what about an entity in this database, when and why, the oldest first.

        For how an entry came to read as it does; for what happened in the world use profile.
        """
        told = await read_changes(self._asked(context), kind, id, limit=limit, cursor=cursor)
        return _told(told, wording.changes_text(told))

    def _asked(self, context: _Context) -> Api:
        return self._api.asked_by(context.request_context.request)


def _told(answer: BaseModel, text: str) -> CallToolResult:
    """The answer for programs, and as text."""
    structured = answer.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    content = TextContent(type="text", text=text)
    return CallToolResult(content=[content], structured_content=structured)
