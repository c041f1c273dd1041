"""The columns of each answer as CSV, where ``fields`` does not choose others: paths of fields."""

from typing import Any, Final

from app.schemas.articles import Article, ArticlesPage
from app.schemas.changes import Difference, FeedEntry, FeedPage, HistoryPage
from app.schemas.datasets import Dataset, DatasetsPage
from app.schemas.events import Event, EventsPage
from app.schemas.facts import FactsPage, Membership, MembershipsPage, TenuresPage
from app.schemas.organizations import Organization, OrganizationsPage
from app.schemas.people import PeoplePage, Person, Timeline
from app.schemas.posts import Post, PostsPage
from app.schemas.search import SearchPage, SuggestionsPage

_PERSON: Final = "id name gender birth_date death_date nationality occupation memberships.label"
_HELD: Final = "memberships.start_date memberships.end_date"
_PARENT: Final = "parent_id parent.name"
_ORGANIZATION: Final = f"id name classification founding_date dissolution_date {_PARENT}"
_POST: Final = "id label organization_id organization.name start_date end_date holder_count"
_EVENT: Final = f"id name classification start_date end_date location {_PARENT}"
_ARTICLE: Final = "id title author publisher publication_date language_code url fact_count"
_CITED: Final = "citations.exact citations.article_id"
_WHEN: Final = "start_date end_date"
_MEMBERSHIP: Final = (
    "id person_id subject.name post_id post.name organization_id organization.name"
    f" on_behalf_of.name label role area {_WHEN} holds certainty rank dataset {_CITED}"
)
_TIMESPAN: Final = "timespan.possibly_from timespan.possibly_until"
_SURELY: Final = "timespan.definitely_from timespan.definitely_until"
_CHANGE: Final = "number at actor action reason origin digest"
_DIFF: Final = "diff.event diff.fact_id diff.kind diff.property"
_TOUCHED: Final = "entities.id entities.kind"
_DATASET: Final = (
    "id title licence attribution url entities.person entities.organization entities.post"
    " fact_count last_import.finished_at last_import.last_change api_url"
)
_WRITTEN: Final[dict[Any, str]] = {
    PeoplePage: f"{_PERSON} memberships.organization_name {_HELD} api_url",
    Person: f"{_PERSON} memberships.organization.name {_HELD} fact_count cite.url",
    OrganizationsPage: f"{_ORGANIZATION} member_count api_url",
    Organization: f"{_ORGANIZATION} member_count area location fact_count cite.url",
    PostsPage: f"{_POST} api_url",
    Post: f"{_POST} role area fact_count cite.url",
    EventsPage: f"{_EVENT} participants.name participants.role api_url",
    Event: f"{_EVENT} participants.subject.name participants.role fact_count cite.url",
    ArticlesPage: f"{_ARTICLE} api_url",
    Article: f"{_ARTICLE} cite.url",
    MembershipsPage: _MEMBERSHIP,
    Membership: _MEMBERSHIP,
    TenuresPage: f"{_MEMBERSHIP} {_TIMESPAN} {_SURELY} transition.kind",
    FactsPage: (
        "id kind property subject.id subject.name value lang script object.id object.name role"
        f" post.name organization.name event.name {_WHEN} certainty rank dataset {_CITED}"
    ),
    Timeline: (
        f"kind {_TIMESPAN} fact.id fact.label fact.role fact.organization.name fact.event.name"
        " fact.start_date fact.end_date capacities.label capacities.holds"
    ),
    SearchPage: "id kind name description score matches.field matches.text api_url",
    SuggestionsPage: "id kind name match description api_url",
    HistoryPage: f"{_CHANGE} {_DIFF}",
    Difference: f"from to {_DIFF}",
    FeedPage: f"{_CHANGE} {_TOUCHED}",
    FeedEntry: f"{_CHANGE} {_TOUCHED}",
    DatasetsPage: _DATASET,
    Dataset: _DATASET,
}
COLUMNS: Final = {model: tuple(written.split()) for model, written in _WRITTEN.items()}
