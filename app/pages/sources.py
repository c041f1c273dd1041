"""What profiles say of their sources, in a line each."""

from collections.abc import Mapping
from typing import Any

from app.pages.words import date_words

Json = Mapping[str, Any]


def source_titles(*parts: Json) -> dict[str, str]:
    """Each article of documents, and of parts of them, by its id: title, publisher and date."""
    return {each["id"]: source_line(each) for part in parts for each in part["articles"]}


def dataset_titles(document: Json) -> dict[str, str]:
    """The datasets of a document by their ids."""
    return {each["id"]: each["title"] or each["id"] for each in document["datasets"]}


def source_line(article: Json) -> str:
    """An article's title, publisher and date."""
    printed = (article["publisher"], date_words(article["publication_date"]))
    return ", ".join([article["title"] or article["id"], *(each for each in printed if each)])
