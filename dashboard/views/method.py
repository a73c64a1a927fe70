"""`/method`: what the words mean, how a figure gets here, and how it is corrected."""

from __future__ import annotations

from dashboard.markup import join, link, show, tag
from dashboard.parts import facts, opening, section
from dashboard.words import AMOUNT_MEANINGS, ROLE_MEANINGS, RUNG_MEANINGS

opening(
    "Method",
    "How a figure gets onto these pages, and what it does not say",
    "Public agencies release papers. A program reads them, a person checks what it was unsure of, and every figure "
    "keeps the page and the place on the page where it is printed.",
)

section("Asking is not having: the rungs", "A purchase climbs a rung only when a paper of its own proves it.")
show(tag("div", facts(RUNG_MEANINGS), class_="wb"))

section("Five amounts that are never added to each other")
show(tag("div", facts(AMOUNT_MEANINGS), class_="wb"))
show(
    tag(
        "div",
        tag(
            "p",
            "Pilots, trials and donations are purchases of $0, never missing rows. “No record yet” means that no paper "
            "in this store proves an amount; it does not mean that nothing was paid.",
        ),
        class_="wb",
    )
)

section(
    "Who takes part", "A reseller is a role on a purchase. Owners are shown as they were when the paper was signed."
)
show(tag("div", facts(ROLE_MEANINGS), class_="wb"))

section("Doubt is said aloud")
show(
    tag(
        "div",
        tag(
            "p",
            "Every value carries the reader's confidence. Below 95% it waits for a person, and until then it is "
            "shown as uncertain wherever it appears. Sums include such values and say how much of them is unreviewed.",
        ),
        tag(
            "p",
            "Agencies that only expressed interest are leads. They are shown apart and counted in no total.",
        ),
        class_="wb",
    )
)

section(tag("span", "Corrections", id="corrections"))
show(
    tag(
        "div",
        tag(
            "p",
            join(
                "A correction never erases: it lies over the first reading with its reason, its reviewer and its "
                "date, and the log cannot be rewritten. Quote the short link of the value (",
                tag("code", "/v/v-…"),
                ") when you report an error. ",
                link("/corrections", "Every correction is listed"),
                ".",
            ),
        ),
        class_="wb",
    )
)
