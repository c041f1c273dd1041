"""Errors as they go over the wire: RFC 9457 problem details."""

from pydantic import ConfigDict, Field

from app.schemas.base import Wire


class ParameterProblem(Wire):
    """One parameter at fault."""

    parameter: str
    location: str = Field(description="Where it stands: query, path, header or body.")
    detail: str = Field(description="What would be right.")


class Problem(Wire):
    """What went wrong, and what would be right. Some problems have members of their own."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str = Field(description="Which problem it is; never changes. Its URL explains it.")
    title: str
    status: int
    detail: str
    parameter: str | None = Field(description="The first parameter at fault.")
    errors: list[ParameterProblem]
    request_id: str
    trace_id: str | None = Field(
        default=None, description="Of the trace that the request's traceparent named."
    )


class ProblemType(Wire):
    """A kind of problem, explained."""

    type: str
    title: str
    status: int
    description: str


class Health(Wire):
    """Whether the process answers."""

    status: str


class Readiness(Wire):
    """Whether it can serve: the database answers and is migrated."""

    status: str = Field(
        description="ok; or read-only, while standbys answer for the primary, or where a newer"
        " version has migrated the database since."
    )
    database: str = Field(description="With its version.")
    journal_mode: str | None = Field(description="Of SQLite.")
    revision: str | None = Field(description="Of the migrations.")
    change: int = Field(description="The number of the last change; 0 where nothing is loaded.")
    changed_at: str | None = Field(description="When that change was recorded.")
    digest: str | None = Field(description="Of that change, over it and all before it.")
    standbys: int = Field(description="How many standbys the settings name.")
    standbys_used: int = Field(description="How many of them may answer at this moment.")
