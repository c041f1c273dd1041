"""The articles of ``tests/drafting/`` with what they claim."""

from tests.drafting_gold import OBITUARY, PROFILE, WIRE, event, gold, member
from tests.drafting_obituary import OBITUARY_GOLD

WIRE_GOLD = gold(
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
        member("Halvard Brekke-Moen", "President", "President Halvard Brekke-Moen"),
        member(
            "Ingrid Solvang",
            "finance minister",
            "President Halvard Brekke-Moen dismissed three ministers on Monday and named"
            " Ingrid Solvang, a 49-year-old economist, as finance minister",
            certainty="reported",
            start="2024-02-12",
        ),
        event(
            "Ingrid Solvang",
            "President Halvard Brekke-Moen dismissed three ministers on Monday and named"
            " Ingrid Solvang, a 49-year-old economist, as finance minister",
            certainty="reported",
            date="2024-02-12",
        ),
        ("person", "Ingrid Solvang", "economist", "Ingrid Solvang, a 49-year-old economist", {}),
        ("person", "Ingrid Solvang", "49", "Ingrid Solvang, a 49-year-old economist", {}),
        member(
            "Ingrid Solvang",
            "deputy governor of the Bank of Velmark",
            "Solvang, who had been deputy governor of the Bank of Velmark since 2019",
            start="2019",
        ),
        member(
            "Torvald Aune",
            "finance minister",
            "Solvang, who had been deputy governor of the Bank of Velmark since 2019,"
            " replaces Torvald Aune",
        ),
        member(
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
        member("Dag Hestvik", "interior minister", "The interior minister, Dag Hestvik"),
        member("Liv Marie Sørbø", "transport minister", "the transport minister, Liv Marie Sørbø"),
        member("Arne Fossum", "interior minister", "Hestvik was replaced by Col. Arne Fossum"),
        member(
            "Arne Fossum",
            "head of the Coastal Police",
            "Col. Arne Fossum, a former head of the Coastal Police",
        ),
        member("Runa Eikeland", "mayor of Ostravand", "Runa Eikeland, the mayor of Ostravand"),
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
        member(
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
        event(
            "Ingrid Solvang",
            "She may meet creditors in Geneva later this month",
            certainty="hedged",
        ),
    ],
    ["Read more: Who is who in the new cabinet", "Subscribe to our newsletter"],
)

PROFILE_GOLD = gold(
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
        member(
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
        member(
            "Zhao Wenbin",
            "deputy director of the Railway Bureau",
            "From 1995 until 2003 he served as deputy director of the Railway Bureau",
            start="1995",
            end="2003",
        ),
        member(
            "Zhao Wenbin",
            "mayor of Linjiang",
            "in 2008 he became mayor of Linjiang, a post he held for five years",
            start="2008",
        ),
        member(
            "Zhao Wenbin",
            "vice-governor of Longhai",
            "He was promoted to vice-governor of Longhai in 2013",
            start="2013",
        ),
        member(
            "Zhao Wenbin",
            "governor",
            "He was promoted to vice-governor of Longhai in 2013 and elected governor two"
            " years later",
            start="2015",
        ),
        member(
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
        member("Deng Shaoyi", "Premier", "Premier Deng Shaoyi"),
        ("relationship", "Zhao Wenbin", "Lin Yuqing", "His wife, Professor Lin Yuqing", {}),
        event("Hu Dagang", "Hu Dagang, who was sentenced to life in prison in 2016", date="2016"),
        ("quotation", "Ma Rong", "He reads everything twice", '"He reads everything twice,"', {}),
        member(
            "Ma Rong",
            "secretary",
            "Ma Rong, who was his secretary in Linjiang between 2009 and 2012",
            start="2009",
            end="2012",
        ),
        member(
            "Zhao Wenbin",
            "candidate for the Politburo",
            "Zhao is considered a candidate for the Politburo",
            certainty="hedged",
        ),
    ],
    ["By Staff Reporter", "Comments are closed."],
)

ARTICLES = {
    "wire": (WIRE, WIRE_GOLD),
    "profile": (PROFILE, PROFILE_GOLD),
    "obituary": (OBITUARY, OBITUARY_GOLD),
}
