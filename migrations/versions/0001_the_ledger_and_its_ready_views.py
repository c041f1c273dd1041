"""The ledger and its ready views."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The ledger is append-only, and the database holds it to that: no row of these tables is changed
# or deleted, but for a fact's retraction, once.
APPEND_ONLY = ("changes", "change_entities", "entities", "article_texts", "citations", "facts")
RETRACTION = ("retracted_in", "retraction_reason")


def refuse_edits(table: str) -> None:
    columns = sa.inspect(op.get_bind()).get_columns(table)
    fixed = [c["name"] for c in columns if table != "facts" or c["name"] not in RETRACTION]
    listed = ", ".join(f'"{name}"' for name in fixed)
    refuse(table, "edit", f"UPDATE OF {listed}", None)
    refuse(table, "delete", "DELETE", None)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            f" EXECUTE FUNCTION refuse_edit('{table} is append-only')"
        )
    if table == "facts":
        refuse(table, "retract_twice", "UPDATE", "OLD.retracted_in IS NOT NULL")


def refuse(table: str, name: str, what: str, when: str | None) -> None:
    condition = f"WHEN ({when})" if when else ""
    message = f"{table} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        action = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    else:
        action = f"EXECUTE FUNCTION refuse_edit('{message}')"
    op.execute(
        f"CREATE TRIGGER {table}_no_{name} BEFORE {what} ON {table} FOR EACH ROW {condition} {action}"
    )


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("origin", TEXT, nullable=True),
        sa.Column("input_digest", TEXT, nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_changes_number_positive")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_origin_number"), "changes", ["origin", "number"], unique=False)
    op.create_table(
        "datasets",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("licence", TEXT, nullable=True),
        sa.Column("attribution", TEXT, nullable=True),
        sa.Column("url", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datasets")),
    )
    op.create_table(
        "installation",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
    )
    op.create_table(
        "entities",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("declared_in", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('person', 'organization', 'post', 'event', 'article')",
            name=op.f("ck_entities_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["declared_in"], ["changes.number"], name=op.f("fk_entities_declared_in_changes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entities")),
    )
    op.create_table(
        "article_texts",
        sa.Column("article_id", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("declared_in", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["entities.id"], name=op.f("fk_article_texts_article_id_entities")
        ),
        sa.ForeignKeyConstraint(
            ["declared_in"], ["changes.number"], name=op.f("fk_article_texts_declared_in_changes")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_texts")),
    )
    op.create_table(
        "articles",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sort_key", TEXT, nullable=False),
        sa.Column("short", TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entities.id"], name=op.f("fk_articles_id_entities")),
        sa.ForeignKeyConstraint(
            ["since"], ["changes.number"], name=op.f("fk_articles_since_changes")
        ),
        sa.ForeignKeyConstraint(
            ["until"], ["changes.number"], name=op.f("fk_articles_until_changes")
        ),
        sa.PrimaryKeyConstraint("id", "since", name=op.f("pk_articles")),
    )
    op.create_index(
        "ix_articles_sort_key_id",
        "articles",
        ["sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index("ix_articles_versions", "articles", ["sort_key", "id", "since"], unique=False)
    op.create_index(
        "uq_articles_present",
        "articles",
        ["id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "change_entities",
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("entity_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["change"], ["changes.number"], name=op.f("fk_change_entities_change_changes")
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_change_entities_entity_id_entities")
        ),
        sa.PrimaryKeyConstraint("change", "entity_id", name=op.f("pk_change_entities")),
    )
    op.create_index(
        op.f("ix_change_entities_entity_id_change"),
        "change_entities",
        ["entity_id", "change"],
        unique=False,
    )
    op.create_table(
        "documents",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=True),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entities.id"], name=op.f("fk_documents_id_entities")),
        sa.ForeignKeyConstraint(
            ["since"], ["changes.number"], name=op.f("fk_documents_since_changes")
        ),
        sa.ForeignKeyConstraint(
            ["until"], ["changes.number"], name=op.f("fk_documents_until_changes")
        ),
        sa.PrimaryKeyConstraint("id", "since", name=op.f("pk_documents")),
    )
    op.create_index(
        "ix_documents_gone",
        "documents",
        ["since"],
        unique=False,
        sqlite_where=sa.text("body IS NULL"),
        postgresql_where=sa.text("body IS NULL"),
    )
    op.create_index(
        "uq_documents_present",
        "documents",
        ["id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "entity_references",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["id"], ["entities.id"], name=op.f("fk_entity_references_id_entities")
        ),
        sa.ForeignKeyConstraint(
            ["since"], ["changes.number"], name=op.f("fk_entity_references_since_changes")
        ),
        sa.ForeignKeyConstraint(
            ["until"], ["changes.number"], name=op.f("fk_entity_references_until_changes")
        ),
        sa.PrimaryKeyConstraint("id", "since", name=op.f("pk_entity_references")),
    )
    op.create_index(
        "uq_entity_references_present",
        "entity_references",
        ["id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "events",
        sa.Column("classification", TEXT, nullable=True),
        sa.Column("parent_id", TEXT, nullable=True),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sort_key", TEXT, nullable=False),
        sa.Column("short", TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entities.id"], name=op.f("fk_events_id_entities")),
        sa.ForeignKeyConstraint(
            ["since"], ["changes.number"], name=op.f("fk_events_since_changes")
        ),
        sa.ForeignKeyConstraint(
            ["until"], ["changes.number"], name=op.f("fk_events_until_changes")
        ),
        sa.PrimaryKeyConstraint("id", "since", name=op.f("pk_events")),
    )
    op.create_index(
        "ix_events_classification",
        "events",
        ["classification", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "ix_events_parent_id",
        "events",
        ["parent_id", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "ix_events_sort_key_id",
        "events",
        ["sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index("ix_events_versions", "events", ["sort_key", "id", "since"], unique=False)
    op.create_index(
        "uq_events_present",
        "events",
        ["id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "facts",
        sa.Column("row", BIG_INTEGER, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject_id", TEXT, nullable=False),
        sa.Column("property", TEXT, nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("value_written", TEXT, nullable=True),
        sa.Column("lang", TEXT, nullable=True),
        sa.Column("object_id", TEXT, nullable=True),
        sa.Column("organization_id", TEXT, nullable=True),
        sa.Column("post_id", TEXT, nullable=True),
        sa.Column("on_behalf_of_id", TEXT, nullable=True),
        sa.Column("start_date", TEXT, nullable=True),
        sa.Column("start_written", TEXT, nullable=True),
        sa.Column("start_earliest", sa.Date(), nullable=False),
        sa.Column("start_latest", sa.Date(), nullable=False),
        sa.Column("end_date", TEXT, nullable=True),
        sa.Column("end_written", TEXT, nullable=True),
        sa.Column("end_earliest", sa.Date(), nullable=False),
        sa.Column("end_latest", sa.Date(), nullable=False),
        sa.Column("rank", TEXT, nullable=False),
        sa.Column("rank_reason", TEXT, nullable=True),
        sa.Column("certainty", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("source_data", sa.JSON(), nullable=True),
        sa.Column("dataset_id", TEXT, nullable=False),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("recorded_in", sa.Integer(), nullable=False),
        sa.Column("retracted_in", sa.Integer(), nullable=True),
        sa.Column("retraction_reason", TEXT, nullable=True),
        sa.CheckConstraint(
            "certainty IN ('asserted', 'reported', 'hedged', 'alleged', 'planned', 'inferred')",
            name=op.f("ck_facts_certainty_known"),
        ),
        sa.CheckConstraint(
            "kind <> 'membership' OR organization_id IS NOT NULL",
            name=op.f("ck_facts_membership_organization"),
        ),
        sa.CheckConstraint(
            "kind IN ('name', 'attribute', 'identifier', 'link', 'membership', 'participation', 'relation', 'statement')",
            name=op.f("ck_facts_kind_known"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('participation', 'relation') OR object_id IS NOT NULL",
            name=op.f("ck_facts_object_named"),
        ),
        sa.CheckConstraint(
            "rank <> 'deprecated' OR rank_reason IS NOT NULL",
            name=op.f("ck_facts_deprecation_has_reason"),
        ),
        sa.CheckConstraint(
            "rank IN ('preferred', 'normal', 'deprecated')", name=op.f("ck_facts_rank_known")
        ),
        sa.CheckConstraint(
            "(retracted_in IS NULL) = (retraction_reason IS NULL)",
            name=op.f("ck_facts_retracted_with_reason"),
        ),
        sa.CheckConstraint("retracted_in > recorded_in", name=op.f("ck_facts_retracted_later")),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_facts_dataset_id_datasets")
        ),
        sa.ForeignKeyConstraint(
            ["object_id"], ["entities.id"], name=op.f("fk_facts_object_id_entities")
        ),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"], ["entities.id"], name=op.f("fk_facts_on_behalf_of_id_entities")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["entities.id"], name=op.f("fk_facts_organization_id_entities")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["entities.id"], name=op.f("fk_facts_post_id_entities")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_in"], ["changes.number"], name=op.f("fk_facts_recorded_in_changes")
        ),
        sa.ForeignKeyConstraint(
            ["retracted_in"], ["changes.number"], name=op.f("fk_facts_retracted_in_changes")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["entities.id"], name=op.f("fk_facts_subject_id_entities")
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_facts")),
    )
    op.create_index(op.f("ix_facts_id_row"), "facts", ["id", "row"], unique=False)
    op.create_index(
        "ix_facts_live_kind_row",
        "facts",
        ["kind", "row"],
        unique=False,
        sqlite_where=sa.text("retracted_in IS NULL"),
        postgresql_where=sa.text("retracted_in IS NULL"),
    )
    op.create_index(op.f("ix_facts_object_id_row"), "facts", ["object_id", "row"], unique=False)
    op.create_index(op.f("ix_facts_on_behalf_of_id"), "facts", ["on_behalf_of_id"], unique=False)
    op.create_index(
        op.f("ix_facts_organization_id_row"), "facts", ["organization_id", "row"], unique=False
    )
    op.create_index(op.f("ix_facts_origin_row"), "facts", ["origin", "row"], unique=False)
    op.create_index(op.f("ix_facts_post_id_row"), "facts", ["post_id", "row"], unique=False)
    op.create_index(op.f("ix_facts_recorded_in"), "facts", ["recorded_in"], unique=False)
    op.create_index(
        "ix_facts_retracted_in",
        "facts",
        ["retracted_in"],
        unique=False,
        sqlite_where=sa.text("retracted_in IS NOT NULL"),
        postgresql_where=sa.text("retracted_in IS NOT NULL"),
    )
    op.create_index(op.f("ix_facts_subject_id_kind"), "facts", ["subject_id", "kind"], unique=False)
    op.create_index(
        "uq_facts_live_id",
        "facts",
        ["id"],
        unique=True,
        sqlite_where=sa.text("retracted_in IS NULL"),
        postgresql_where=sa.text("retracted_in IS NULL"),
    )
    op.create_table(
        "organizations",
        sa.Column("classification", TEXT, nullable=True),
        sa.Column("parent_id", TEXT, nullable=True),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sort_key", TEXT, nullable=False),
        sa.Column("short", TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entities.id"], name=op.f("fk_organizations_id_entities")),
        sa.ForeignKeyConstraint(
            ["since"], ["changes.number"], name=op.f("fk_organizations_since_changes")
        ),
        sa.ForeignKeyConstraint(
            ["until"], ["changes.number"], name=op.f("fk_organizations_until_changes")
        ),
        sa.PrimaryKeyConstraint("id", "since", name=op.f("pk_organizations")),
    )
    op.create_index(
        "ix_organizations_classification",
        "organizations",
        ["classification", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "ix_organizations_parent_id",
        "organizations",
        ["parent_id", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "ix_organizations_sort_key_id",
        "organizations",
        ["sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "ix_organizations_versions", "organizations", ["sort_key", "id", "since"], unique=False
    )
    op.create_index(
        "uq_organizations_present",
        "organizations",
        ["id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sort_key", TEXT, nullable=False),
        sa.Column("short", TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entities.id"], name=op.f("fk_people_id_entities")),
        sa.ForeignKeyConstraint(
            ["since"], ["changes.number"], name=op.f("fk_people_since_changes")
        ),
        sa.ForeignKeyConstraint(
            ["until"], ["changes.number"], name=op.f("fk_people_until_changes")
        ),
        sa.PrimaryKeyConstraint("id", "since", name=op.f("pk_people")),
    )
    op.create_index(
        "ix_people_sort_key_id",
        "people",
        ["sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index("ix_people_versions", "people", ["sort_key", "id", "since"], unique=False)
    op.create_index(
        "uq_people_present",
        "people",
        ["id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "posts",
        sa.Column("organization_id", TEXT, nullable=True),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sort_key", TEXT, nullable=False),
        sa.Column("short", TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entities.id"], name=op.f("fk_posts_id_entities")),
        sa.ForeignKeyConstraint(["since"], ["changes.number"], name=op.f("fk_posts_since_changes")),
        sa.ForeignKeyConstraint(["until"], ["changes.number"], name=op.f("fk_posts_until_changes")),
        sa.PrimaryKeyConstraint("id", "since", name=op.f("pk_posts")),
    )
    op.create_index(
        "ix_posts_organization_id",
        "posts",
        ["organization_id", "sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "ix_posts_sort_key_id",
        "posts",
        ["sort_key", "id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index("ix_posts_versions", "posts", ["sort_key", "id", "since"], unique=False)
    op.create_index(
        "uq_posts_present",
        "posts",
        ["id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "search_keys",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("entity_id", TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_search_keys_entity_id_entities")
        ),
        sa.ForeignKeyConstraint(
            ["since"], ["changes.number"], name=op.f("fk_search_keys_since_changes")
        ),
        sa.ForeignKeyConstraint(
            ["until"], ["changes.number"], name=op.f("fk_search_keys_until_changes")
        ),
        sa.PrimaryKeyConstraint("kind", "key", "entity_id", "since", name=op.f("pk_search_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_search_keys_entity_id",
        "search_keys",
        ["entity_id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "citations",
        sa.Column("fact_row", BIG_INTEGER, autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article_id", TEXT, nullable=False),
        sa.Column("exact", TEXT, nullable=False),
        sa.Column("prefix", TEXT, nullable=False),
        sa.Column("suffix", TEXT, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("stance", TEXT, nullable=False),
        sa.Column("voice", TEXT, nullable=False),
        sa.Column("attribution", TEXT, nullable=True),
        sa.CheckConstraint(
            "stance IN ('supports', 'disputes')", name=op.f("ck_citations_stance_known")
        ),
        sa.CheckConstraint(
            "voice IN ('article', 'headline', 'quoted', 'unnamed')",
            name=op.f("ck_citations_voice_known"),
        ),
        sa.CheckConstraint(
            '0 <= start AND start < "end"', name=op.f("ck_citations_span_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["entities.id"], name=op.f("fk_citations_article_id_entities")
        ),
        sa.ForeignKeyConstraint(
            ["fact_row"], ["facts.row"], name=op.f("fk_citations_fact_row_facts")
        ),
        sa.PrimaryKeyConstraint("fact_row", "ordinal", name=op.f("pk_citations")),
    )
    op.create_index(
        op.f("ix_citations_article_id_start_fact_row"),
        "citations",
        ["article_id", "start", "fact_row"],
        unique=False,
    )
    op.create_table(
        "tenures",
        sa.Column("row", BIG_INTEGER, autoincrement=False, nullable=False),
        sa.Column("person_id", TEXT, nullable=False),
        sa.Column("organization_id", TEXT, nullable=False),
        sa.Column("post_id", TEXT, nullable=True),
        sa.Column("possibly_from", sa.Date(), nullable=False),
        sa.Column("possibly_until", sa.Date(), nullable=False),
        sa.Column("begun_by", sa.Date(), nullable=True),
        sa.Column("lasts_until", sa.Date(), nullable=True),
        sa.Column("contradiction", TEXT, nullable=True),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["row"], ["facts.row"], name=op.f("fk_tenures_row_facts")),
        sa.ForeignKeyConstraint(
            ["since"], ["changes.number"], name=op.f("fk_tenures_since_changes")
        ),
        sa.ForeignKeyConstraint(
            ["until"], ["changes.number"], name=op.f("fk_tenures_until_changes")
        ),
        sa.PrimaryKeyConstraint("row", "since", name=op.f("pk_tenures")),
    )
    op.create_index(
        "ix_tenures_organization_id",
        "tenures",
        ["organization_id", "possibly_until", "possibly_from"],
        unique=False,
    )
    op.create_index(
        "ix_tenures_organization_order",
        "tenures",
        ["organization_id", "possibly_from", "possibly_until", "row"],
        unique=False,
    )
    op.create_index(
        "ix_tenures_person_id",
        "tenures",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "ix_tenures_post_id",
        "tenures",
        ["post_id", "possibly_until", "possibly_from"],
        unique=False,
    )
    op.create_index(
        "ix_tenures_post_order",
        "tenures",
        ["post_id", "possibly_from", "possibly_until", "row"],
        unique=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_edit() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
        )
    for table in APPEND_ONLY:
        refuse_edits(table)
    installation = sa.table("installation", sa.column("name", TEXT), sa.column("value", TEXT))
    op.bulk_insert(installation, [{"name": "cursor_secret", "value": secrets.token_urlsafe(32)}])


def downgrade() -> None:
    op.drop_index("ix_tenures_post_order", table_name="tenures")
    op.drop_index("ix_tenures_post_id", table_name="tenures")
    op.drop_index(
        "ix_tenures_person_id",
        table_name="tenures",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index("ix_tenures_organization_order", table_name="tenures")
    op.drop_index("ix_tenures_organization_id", table_name="tenures")
    op.drop_table("tenures")
    op.drop_index(op.f("ix_citations_article_id_start_fact_row"), table_name="citations")
    op.drop_table("citations")
    op.drop_index(
        "ix_search_keys_entity_id",
        table_name="search_keys",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_table("search_keys")
    op.drop_index(
        "uq_posts_present",
        table_name="posts",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index("ix_posts_versions", table_name="posts")
    op.drop_index(
        "ix_posts_sort_key_id",
        table_name="posts",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(
        "ix_posts_organization_id",
        table_name="posts",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_table("posts")
    op.drop_index(
        "uq_people_present",
        table_name="people",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index("ix_people_versions", table_name="people")
    op.drop_index(
        "ix_people_sort_key_id",
        table_name="people",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_table("people")
    op.drop_index(
        "uq_organizations_present",
        table_name="organizations",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index("ix_organizations_versions", table_name="organizations")
    op.drop_index(
        "ix_organizations_sort_key_id",
        table_name="organizations",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(
        "ix_organizations_parent_id",
        table_name="organizations",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(
        "ix_organizations_classification",
        table_name="organizations",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_table("organizations")
    op.drop_index(
        "uq_facts_live_id",
        table_name="facts",
        sqlite_where=sa.text("retracted_in IS NULL"),
        postgresql_where=sa.text("retracted_in IS NULL"),
    )
    op.drop_index(op.f("ix_facts_subject_id_kind"), table_name="facts")
    op.drop_index(
        "ix_facts_retracted_in",
        table_name="facts",
        sqlite_where=sa.text("retracted_in IS NOT NULL"),
        postgresql_where=sa.text("retracted_in IS NOT NULL"),
    )
    op.drop_index(op.f("ix_facts_recorded_in"), table_name="facts")
    op.drop_index(op.f("ix_facts_post_id_row"), table_name="facts")
    op.drop_index(op.f("ix_facts_origin_row"), table_name="facts")
    op.drop_index(op.f("ix_facts_organization_id_row"), table_name="facts")
    op.drop_index(op.f("ix_facts_on_behalf_of_id"), table_name="facts")
    op.drop_index(op.f("ix_facts_object_id_row"), table_name="facts")
    op.drop_index(
        "ix_facts_live_kind_row",
        table_name="facts",
        sqlite_where=sa.text("retracted_in IS NULL"),
        postgresql_where=sa.text("retracted_in IS NULL"),
    )
    op.drop_index(op.f("ix_facts_id_row"), table_name="facts")
    op.drop_table("facts")
    op.drop_index(
        "uq_events_present",
        table_name="events",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index("ix_events_versions", table_name="events")
    op.drop_index(
        "ix_events_sort_key_id",
        table_name="events",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(
        "ix_events_parent_id",
        table_name="events",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(
        "ix_events_classification",
        table_name="events",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_table("events")
    op.drop_index(
        "uq_entity_references_present",
        table_name="entity_references",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_table("entity_references")
    op.drop_index(
        "uq_documents_present",
        table_name="documents",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(
        "ix_documents_gone",
        table_name="documents",
        sqlite_where=sa.text("body IS NULL"),
        postgresql_where=sa.text("body IS NULL"),
    )
    op.drop_table("documents")
    op.drop_index(op.f("ix_change_entities_entity_id_change"), table_name="change_entities")
    op.drop_table("change_entities")
    op.drop_index(
        "uq_articles_present",
        table_name="articles",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index("ix_articles_versions", table_name="articles")
    op.drop_index(
        "ix_articles_sort_key_id",
        table_name="articles",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_table("articles")
    op.drop_table("article_texts")
    op.drop_table("entities")
    op.drop_table("installation")
    op.drop_table("datasets")
    op.drop_index(op.f("ix_changes_origin_number"), table_name="changes")
    op.drop_table("changes")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_edit()")
