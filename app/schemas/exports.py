"""Exports, as they are listed."""

from pydantic import Field

from app.schemas.base import Page, Wire


class ExportFile(Wire):
    """One file that there is to be had."""

    name: str = Field(examples=["people"])
    format: str = Field(examples=["jsonl"])
    media_type: str = Field(examples=["application/jsonl"])
    description: str
    url: str = Field(examples=["/v1/exports/people.jsonl"])
    parameters: list[str] = Field(description="What it takes.", examples=[["since"]])


class ExportsPage(Page[ExportFile]):
    """All files that there are to be had."""
