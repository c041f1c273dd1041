"""The tables: the ledger, its derived views, and what is the installation's own."""

from app.models.articles import Article, ArticleText
from app.models.base import Base
from app.models.changes import Change, ChangeEntity
from app.models.citations import Citation
from app.models.datasets import Dataset
from app.models.documents import Document
from app.models.entities import Entity
from app.models.entity_values import EntityValue
from app.models.events import Event
from app.models.facts import Fact, in_profiles, known, shown, withheld
from app.models.idempotency import IdempotencyKey
from app.models.imports import DatasetCount, ImportRecord, ImportRun, MergeProposal
from app.models.installation import Installation
from app.models.keys import ApiKey, KeySession
from app.models.organizations import Organization
from app.models.people import Person
from app.models.posts import Post
from app.models.proposals import Proposal, ProposedArticle
from app.models.quality import Quality
from app.models.references import Reference
from app.models.search_names import (
    ClosedNameKey,
    ClosedNameWord,
    NameKey,
    NameWord,
    SearchName,
)
from app.models.search_texts import SearchText, SearchWord
from app.models.tenures import Tenure
from app.models.versions import holds
from app.models.webhooks import Webhook, WebhookDelivery
from app.models.withheld import WithheldFact

__all__ = [
    "ApiKey",
    "Article",
    "ArticleText",
    "Base",
    "Change",
    "ChangeEntity",
    "Citation",
    "ClosedNameKey",
    "ClosedNameWord",
    "Dataset",
    "DatasetCount",
    "Document",
    "Entity",
    "EntityValue",
    "Event",
    "Fact",
    "IdempotencyKey",
    "ImportRecord",
    "ImportRun",
    "Installation",
    "KeySession",
    "MergeProposal",
    "NameKey",
    "NameWord",
    "Organization",
    "Person",
    "Post",
    "Proposal",
    "ProposedArticle",
    "Quality",
    "Reference",
    "SearchName",
    "SearchText",
    "SearchWord",
    "Tenure",
    "Webhook",
    "WebhookDelivery",
    "WithheldFact",
    "holds",
    "in_profiles",
    "known",
    "shown",
    "withheld",
]
