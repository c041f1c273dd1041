"""Three articles on people and countries that do not exist, with what they claim.

A wire report, a profile and an obituary; their texts stand in ``tests/drafting/``. The gold is
written as tuples and brought into the form of the articles that ``make bench-draft`` reads:
entities by their names, claims by their quotes.
"""

from pathlib import Path
from typing import Any

Claim = tuple[str, str, str | None, str, dict[str, Any]]

TEXTS = Path(__file__).parent / "drafting"
WIRE, PROFILE, OBITUARY = (
    (TEXTS / f"{name}.txt").read_text(encoding="utf-8") for name in ("wire", "profile", "obituary")
)


def _gold(
    text: str,
    published: str,
    people: dict[str, list[str]],
    bodies: dict[str, list[str]],
    posts: list[str],
    claims: list[Claim],
    boilerplate: list[str],
) -> dict[str, Any]:
    entities = [
        {"id": name, "type": kind, "name": name, "aliases": aliases}
        for kind, named in (("person", people), ("organization", bodies))
        for name, aliases in named.items()
    ]
    entities += [{"id": name, "type": "post", "name": name} for name in posts]
    return {
        "source": {"published": {"edtf": published}},
        "boilerplate": [
            {"start": text.index(each), "end": text.index(each) + len(each)} for each in boilerplate
        ],
        "entities": entities,
        "claims": [_claim(text, at, *claim) for at, claim in enumerate(claims)],
    }


def _claim(
    text: str, at: int, kind: str, subject: str, value: str | None, quote: str, told: dict[str, Any]
) -> dict[str, Any]:
    start = text.index(quote)
    place = {"quote": quote, "start": start, "end": start + len(quote)}
    return {
        "id": f"{kind}-{at}",
        "kind": kind,
        "subject": subject,
        "object": value,
        "qualifiers": told,
    } | place


def _member(who: str, post: str, quote: str, **told: Any) -> Claim:
    return ("membership", who, post, quote, {"certainty": "asserted"} | told)


def _event(who: str, quote: str, **told: Any) -> Claim:
    return ("event", who, who, quote, {"certainty": "asserted"} | told)


WIRE_GOLD = _gold(
    WIRE,
    "2024-02-14",
    {
        "Halvard Brekke-Moen": ["Brekke-Moen"],
        "Ingrid Solvang": ["Solvang"],
        "Torvald Aune": ["Aune"],
        "Dag Hestvik": ["Hestvik"],
        "Liv Marie Sørbø": ["Sørbø"],
        "Arne Fossum": [],
        "Runa Eikeland": [],
        "Sigurd Brekke": [],
        "Tormod Lie": [],
    },
    {
        "Bank of Velmark": [],
        "Centre Alliance": ["CA"],
        "Coastal Police": [],
        "Velmark Shipping Group": [],
        "Labour Union Party": [],
        "University of Halden": [],
        "Nordic Development Fund": [],
    },
    [
        "President",
        "finance minister",
        "deputy governor of the Bank of Velmark",
        "interior minister",
        "transport minister",
        "head of the Coastal Police",
        "mayor of Ostravand",
        "leader of the Labour Union Party",
        "ambassador to Karelstan",
    ],
    [
        _member("Halvard Brekke-Moen", "President", "President Halvard Brekke-Moen"),
        _member(
            "Ingrid Solvang",
            "finance minister",
            "President Halvard Brekke-Moen dismissed three ministers on Monday and named"
            " Ingrid Solvang, a 49-year-old economist, as finance minister",
            certainty="reported",
            start="2024-02-12",
        ),
        _event(
            "Ingrid Solvang",
            "President Halvard Brekke-Moen dismissed three ministers on Monday and named"
            " Ingrid Solvang, a 49-year-old economist, as finance minister",
            certainty="reported",
            date="2024-02-12",
        ),
        ("person", "Ingrid Solvang", "economist", "Ingrid Solvang, a 49-year-old economist", {}),
        ("person", "Ingrid Solvang", "49", "Ingrid Solvang, a 49-year-old economist", {}),
        _member(
            "Ingrid Solvang",
            "deputy governor of the Bank of Velmark",
            "Solvang, who had been deputy governor of the Bank of Velmark since 2019",
            start="2019",
        ),
        _member(
            "Torvald Aune",
            "finance minister",
            "Solvang, who had been deputy governor of the Bank of Velmark since 2019,"
            " replaces Torvald Aune",
        ),
        _member(
            "Torvald Aune",
            "ambassador to Karelstan",
            "Torvald Aune, who is expected to become ambassador to Karelstan",
            certainty="planned",
        ),
        (
            "party_membership",
            "Torvald Aune",
            "Centre Alliance",
            "Aune, a member of the Centre Alliance (CA)",
            {"certainty": "asserted"},
        ),
        ("organization", "Centre Alliance", "CA", "Centre Alliance (CA)", {}),
        _member("Dag Hestvik", "interior minister", "The interior minister, Dag Hestvik"),
        _member("Liv Marie Sørbø", "transport minister", "the transport minister, Liv Marie Sørbø"),
        _member("Arne Fossum", "interior minister", "Hestvik was replaced by Col. Arne Fossum"),
        _member(
            "Arne Fossum",
            "head of the Coastal Police",
            "Col. Arne Fossum, a former head of the Coastal Police",
        ),
        _member("Runa Eikeland", "mayor of Ostravand", "Runa Eikeland, the mayor of Ostravand"),
        (
            "quotation",
            "Halvard Brekke-Moen",
            "The country needs a government that can count",
            "“The country needs a government that can count,”",
            {"date": "2024-02-12"},
        ),
        ("organization", "Velmark Shipping Group", "1987", "which was founded in 1987", {}),
        ("relationship", "Halvard Brekke-Moen", "Sigurd Brekke", "his brother, Sigurd Brekke", {}),
        (
            "quotation",
            "Tormod Lie",
            "He has changed the crew and kept the hole",
            "“He has changed the crew and kept the hole,”",
            {},
        ),
        _member(
            "Tormod Lie",
            "leader of the Labour Union Party",
            "Tormod Lie, the leader of the Labour Union Party",
        ),
        (
            "education",
            "Ingrid Solvang",
            "University of Halden",
            "Solvang studied economics at the University of Halden",
            {},
        ),
        _event(
            "Ingrid Solvang",
            "She may meet creditors in Geneva later this month",
            certainty="hedged",
        ),
    ],
    ["Read more: Who is who in the new cabinet", "Subscribe to our newsletter"],
)

PROFILE_GOLD = _gold(
    PROFILE,
    "2024-05-02",
    {
        "Zhao Wenbin": ["Zhao"],
        "Guo Lihua": [],
        "Deng Shaoyi": [],
        "Lin Yuqing": [],
        "Hu Dagang": [],
        "Ma Rong": [],
    },
    {
        "People's Unity Party": [],
        "Longhai Institute of Technology": [],
        "Railway Bureau": [],
        "Office of Rural Reform": [],
        "State Council": [],
        "Longhai University": [],
        "Politburo": [],
    },
    [
        "party secretary of Longhai",
        "deputy director of the Railway Bureau",
        "mayor of Linjiang",
        "vice-governor of Longhai",
        "governor",
        "head of the Office of Rural Reform",
        "Premier",
        "secretary",
        "candidate for the Politburo",
    ],
    [
        _member(
            "Zhao Wenbin",
            "party secretary of Longhai",
            "Zhao Wenbin was named party secretary of Longhai in March 2021",
            start="2021-03",
        ),
        ("person", "Zhao Wenbin", "58", "Zhao, 58", {}),
        (
            "person",
            "Zhao Wenbin",
            "1966",
            "Zhao, 58, was born in Taoyan, a mining town, in 1966",
            {},
        ),
        ("person", "Zhao Wenbin", "Taoyan", "Zhao, 58, was born in Taoyan", {}),
        (
            "party_membership",
            "Zhao Wenbin",
            "People's Unity Party",
            "He joined the People's Unity Party in 1987",
            {"certainty": "asserted", "start": "1987"},
        ),
        (
            "education",
            "Zhao Wenbin",
            "Longhai Institute of Technology",
            (
                "He joined the People's Unity Party in 1987 and graduated from the Longhai"
                " Institute of Technology the same year"
            ),
            {"date": "1987"},
        ),
        _member(
            "Zhao Wenbin",
            "deputy director of the Railway Bureau",
            "From 1995 until 2003 he served as deputy director of the Railway Bureau",
            start="1995",
            end="2003",
        ),
        _member(
            "Zhao Wenbin",
            "mayor of Linjiang",
            "in 2008 he became mayor of Linjiang, a post he held for five years",
            start="2008",
        ),
        _member(
            "Zhao Wenbin",
            "vice-governor of Longhai",
            "He was promoted to vice-governor of Longhai in 2013",
            start="2013",
        ),
        _member(
            "Zhao Wenbin",
            "governor",
            "He was promoted to vice-governor of Longhai in 2013 and elected governor two"
            " years later",
            start="2015",
        ),
        _member(
            "Guo Lihua",
            "governor",
            "He was promoted to vice-governor of Longhai in 2013 and elected governor two"
            " years later, succeeding Madam Guo Lihua",
        ),
        (
            "organization",
            "Office of Rural Reform",
            "State Council",
            "which reports to the State Council",
            {},
        ),
        _member("Deng Shaoyi", "Premier", "Premier Deng Shaoyi"),
        ("relationship", "Zhao Wenbin", "Lin Yuqing", "His wife, Professor Lin Yuqing", {}),
        _event("Hu Dagang", "Hu Dagang, who was sentenced to life in prison in 2016", date="2016"),
        ("quotation", "Ma Rong", "He reads everything twice", '"He reads everything twice,"', {}),
        _member(
            "Ma Rong",
            "secretary",
            "Ma Rong, who was his secretary in Linjiang between 2009 and 2012",
            start="2009",
            end="2012",
        ),
        _member(
            "Zhao Wenbin",
            "candidate for the Politburo",
            "Zhao is considered a candidate for the Politburo",
            certainty="hedged",
        ),
    ],
    ["By Staff Reporter", "Comments are closed."],
)

OBITUARY_GOLD = _gold(
    OBITUARY,
    "2024-02-06",
    {
        "Philippa Oyelaran-Hughes": ["Philippa Hughes"],
        "Tunde Oyelaran": [],
        "Desmond Clarke": [],
        "Alvin Tate": [],
        "Maurice Pell": [],
        "Yvonne Baptiste-Carew": [],
        "Adeola Oyelaran": [],
        "Kwame Oyelaran": [],
    },
    {
        "King's College": [],
        "Constitutional Commission": [],
        "Island Trust": [],
        "Red Hibiscus Society": [],
    },
    [
        "chief justice of the Saint Columba Islands",
        "attorney-general",
        "Prime Minister",
        "chair of the Constitutional Commission",
        "chief justice",
        "president of the Red Hibiscus Society",
        "governor-general",
        "leader of the opposition",
        "minister of health",
    ],
    [
        _member(
            "Philippa Oyelaran-Hughes",
            "chief justice of the Saint Columba Islands",
            "Dame Philippa Oyelaran-Hughes, the former chief justice of the Saint Columba Islands",
        ),
        (
            "person",
            "Philippa Oyelaran-Hughes",
            "88",
            (
                "Dame Philippa Oyelaran-Hughes, the former chief justice of the Saint Columba"
                " Islands, has died aged 88"
            ),
            {},
        ),
        (
            "person",
            "Philippa Oyelaran-Hughes",
            "2024-02-03",
            "She died at her home in Kingsbridge on 3 February",
            {},
        ),
        (
            "person",
            "Philippa Oyelaran-Hughes",
            "1935",
            "Born Philippa Hughes in Port Mercy in 1935, she",
            {},
        ),
        (
            "person",
            "Philippa Oyelaran-Hughes",
            "Port Mercy",
            "Born Philippa Hughes in Port Mercy in 1935, she",
            {},
        ),
        (
            "education",
            "Philippa Oyelaran-Hughes",
            "King's College",
            "She read law at King's College",
            {},
        ),
        (
            "relationship",
            "Philippa Oyelaran-Hughes",
            "Tunde Oyelaran",
            "In 1961 she married Tunde Oyelaran",
            {},
        ),
        ("person", "Tunde Oyelaran", "surgeon", "Tunde Oyelaran, a surgeon", {}),
        ("person", "Tunde Oyelaran", "1999", "Tunde Oyelaran, a surgeon, who died in 1999", {}),
        _member(
            "Philippa Oyelaran-Hughes",
            "attorney-general",
            "She was appointed attorney-general in 1972",
            start="1972",
            end="1979",
        ),
        _member("Desmond Clarke", "Prime Minister", "Prime Minister Desmond Clarke"),
        _member(
            "Philippa Oyelaran-Hughes",
            "chair of the Constitutional Commission",
            "As chair of the Constitutional Commission she",
        ),
        _member(
            "Philippa Oyelaran-Hughes",
            "chief justice",
            "From 1980 to 1994 she was chief justice",
            start="1980",
            end="1994",
        ),
        _member("Alvin Tate", "chief justice", "She was succeeded by Sir Alvin Tate"),
        _member(
            "Philippa Oyelaran-Hughes",
            "president of the Red Hibiscus Society",
            "She later sat on the board of the Island Trust and was president of the Red"
            " Hibiscus Society from 1996",
            start="1996",
        ),
        _member("Maurice Pell", "governor-general", "The governor-general, Sir Maurice Pell"),
        (
            "quotation",
            "Maurice Pell",
            "the conscience of the islands",
            '"the conscience of the islands"',
            {},
        ),
        _member(
            "Yvonne Baptiste-Carew",
            "leader of the opposition",
            "The leader of the opposition, Yvonne Baptiste-Carew",
        ),
        _member("Adeola Oyelaran", "minister of health", "Adeola Oyelaran, the minister of health"),
    ],
    ["Share this article", "Advertisement"],
)

ARTICLES = {
    "wire": (WIRE, WIRE_GOLD),
    "profile": (PROFILE, PROFILE_GOLD),
    "obituary": (OBITUARY, OBITUARY_GOLD),
}
