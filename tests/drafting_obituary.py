"""What the obituary in ``tests/drafting/`` claims."""

from tests.drafting_gold import OBITUARY, gold, member

OBITUARY_GOLD = gold(
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
        member(
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
        member(
            "Philippa Oyelaran-Hughes",
            "attorney-general",
            "She was appointed attorney-general in 1972",
            start="1972",
            end="1979",
        ),
        member("Desmond Clarke", "Prime Minister", "Prime Minister Desmond Clarke"),
        member(
            "Philippa Oyelaran-Hughes",
            "chair of the Constitutional Commission",
            "As chair of the Constitutional Commission she",
        ),
        member(
            "Philippa Oyelaran-Hughes",
            "chief justice",
            "From 1980 to 1994 she was chief justice",
            start="1980",
            end="1994",
        ),
        member("Alvin Tate", "chief justice", "She was succeeded by Sir Alvin Tate"),
        member(
            "Philippa Oyelaran-Hughes",
            "president of the Red Hibiscus Society",
            "She later sat on the board of the Island Trust and was president of the Red"
            " Hibiscus Society from 1996",
            start="1996",
        ),
        member("Maurice Pell", "governor-general", "The governor-general, Sir Maurice Pell"),
        (
            "quotation",
            "Maurice Pell",
            "the conscience of the islands",
            '"the conscience of the islands"',
            {},
        ),
        member(
            "Yvonne Baptiste-Carew",
            "leader of the opposition",
            "The leader of the opposition, Yvonne Baptiste-Carew",
        ),
        member("Adeola Oyelaran", "minister of health", "Adeola Oyelaran, the minister of health"),
    ],
    ["Share this article", "Advertisement"],
)
