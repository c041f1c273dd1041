"""The quotes behind a fact, and the texts that they are from."""

from app.assistants.answers import ArticleText, Evidence, Named
from app.assistants.api import Api, Json
from app.assistants.reading import held, quotes, read_datasets, source, statement
from app.drafting.records import Span
from app.drafting.sentences import sentence_at
from app.vocabulary import PATHS, EntityKind, FactKind

_OF_ARTICLES = "id,title,publisher,publication_date,url,text"


async def read_evidence(api: Api, fact_id: str, *, limit: int) -> Evidence:
    """A fact with its quotes, each in its sentence; raises RefusedError."""
    path = f"/v1/facts/{fact_id}"
    document = (await api.get(path)).body
    told = document["fact"]
    cited = told["citations"][:limit]
    articles = {each: await _article(api, each) for each in _ids(cited)}
    said = quotes(cited, [_sentence(articles[each["article_id"]], each) for each in cited])
    is_held = told["kind"] == FactKind.MEMBERSHIP
    fact = held(told, said) if is_held else statement(told, said)
    return Evidence(
        permalink=api.link(path),
        known_at=document["versions"][-1]["recorded"]["number"],
        subject=Named(**told["subject"]),
        fact=fact,
        sources=[source(api, each, None) for each in articles.values()],
        datasets=await read_datasets(api, [fact]),
    )


async def read_article(
    api: Api, article_id: str, *, start: int, length: int, known_at: str | None
) -> ArticleText:
    """A piece of an article's text; raises RefusedError."""
    path = f"{PATHS[EntityKind.ARTICLE]}/{article_id}"
    answer = await api.get(path, {"known_at": known_at})
    document = answer.body
    text, end = document["text"], start + length
    left = len(text) - end
    return ArticleText(
        title=document["title"],
        start=start,
        length=len(text),
        text=text[start:end],
        permalink=api.link(document["cite"]["url"]),
        known_at=document["cite"]["change"],
        merged_into=answer.survivor,
        more=f"{left} characters follow: ask again with start={end}" if left > 0 else None,
        sources=[source(api, document, document["cite"]["change"])],
    )


def _ids(cited: list[Json]) -> list[str]:
    return list(dict.fromkeys(each["article_id"] for each in cited))


async def _article(api: Api, article_id: str) -> Json:
    query = {"fields": _OF_ARTICLES}
    return (await api.get(f"{PATHS[EntityKind.ARTICLE]}/{article_id}", query)).body


def _sentence(article: Json, citation: Json) -> str:
    text: str = article["text"]
    around = sentence_at(text, Span(citation["start"], citation["end"]))
    return text[around.start : around.end]
