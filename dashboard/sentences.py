"""Answers as sentences: who bought what from whom, for how much, and how far that is proved."""

from __future__ import annotations

from typing import Any

from dashboard.markup import Html, join, link, tag
from dashboard.store import ask
from dashboard.words import count, day, doubt, is_missing, listed, money, said

#: Rung -> what can be said when no amount is known, furthest first.
_WITHOUT_FIGURE = (
    ("ended", "{agency} ended its use of {what} from {maker}"),
    ("paid", "{agency} paid {maker} for {what}"),
    ("invoiced", "{maker} billed {agency} for {what}"),
    ("ordered", "{agency} ordered {what} from {maker}"),
    ("signed", "{agency} signed for {what} from {maker}"),
    ("approved", "A vote allowed {agency} to get {what} from {maker}"),
    ("recommended", "Staff of {agency} recommended {what} from {maker}"),
)
#: Kind of the paper that proposes -> who proposed what to whom.
_PROPOSED = {
    "quote": "{seller} quoted {agency} for {what}{made}",
    "requisition": "Staff of {agency} requested {what} from {maker}",
}
_ASKED_FOR_OFFERS = "{agency} asked vendors for offers of {what}; a paper names {maker}"
_ONLY_NAMED = "{agency} is named together with {what} from {maker}; nothing proves a purchase"
_AT_NO_COST = "{agency} got {what} from {maker} at no cost{aside}"
_WITH_FIGURE = {
    "paid": "{agency} paid {figure}{aside} for {what} from {maker}",
    "invoiced": "{maker} billed {agency} {figure}{aside} for {what}",
    "ordered": "{agency} ordered {what} from {maker} for {figure}{aside}",
    "ceiling": "{agency} may spend up to {figure}{aside} on {what} from {maker}",
}


def technology_names(keys: Any) -> list[str]:
    """Names of technologies from the keys as `purchases` joins them."""
    if is_missing(keys):
        return []
    names = ask("technologies").set_index("technology")["technology_name"].to_dict()
    return [str(names.get(key, said(key))) for key in str(keys).split(", ")]


def what_of(row: Any) -> str:
    """The technologies of a purchase in running text."""
    names = [_in_running_text(name) for name in technology_names(row.technologies)]
    return listed(names) or "a technology not known"


def _in_running_text(name: str) -> str:
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def sentence_of(row: Any) -> str:
    """A purchase (a row of `purchases`) as one sentence without a full stop; it says no more than is proved."""
    words = {
        "agency": _name(row.agency_name, "An agency not named") + _department_of(row),
        "maker": _name(row.maker_name, _name(row.seller_name, "a vendor not named")),
        "what": what_of(row),
        "seller": _name(row.seller_name, _name(row.maker_name, "A vendor not named")),
        "made": "" if is_missing(row.maker_name) or row.maker_name == row.seller_name else f" from {row.maker_name}",
        "aside": f" ({unsure})" if (unsure := _doubt_of(row)) else "",
        "figure": money(row.best_cents, row.currency),
    }
    if row.best_amount in _WITH_FIGURE:
        sentence = _AT_NO_COST if row.best_cents == 0 else _WITH_FIGURE[row.best_amount]
    else:
        sentence = _without_figure(row)
    said_aloud = sentence.format(**words)
    return said_aloud[:1].upper() + said_aloud[1:]


def _department_of(row: Any) -> str:
    """The departments for which it was bought, in brackets; a whole agency has none."""
    return "" if is_missing(row.department_name) else f" ({row.department_name})"


def _without_figure(row: Any) -> str:
    rungs = str(row.rungs).split(", ")
    proved = next((words for rung, words in _WITHOUT_FIGURE if rung in rungs), None)
    if proved or "proposed" not in rungs:
        return proved or _ONLY_NAMED
    return _PROPOSED.get(str(row.furthest_kind), _ASKED_FOR_OFFERS)


def _doubt_of(row: Any) -> str | None:
    """What nobody has reviewed of the furthest amount of a purchase."""
    if row.best_amount == "none":
        return None
    part = getattr(row, f"{row.best_amount}_unreviewed_cents")
    return doubt(row.best_cents, part, row.best_is_reviewed, row.currency)


def _name(name: Any, missing: str) -> str:
    return missing if is_missing(name) else str(name)


def agency_link(row: Any) -> Html:
    """The agency of a row, linked where the registry knows it."""
    return _party(row.agency_id, row.agency_name, "/agency", "agency not named")


def maker_link(row: Any) -> Html:
    """The maker of a row, linked where the registry knows it."""
    return _party(row.maker_id, row.maker_name, "/vendor", "vendor not named")


def _party(party_id: Any, name: Any, page: str, missing: str) -> Html:
    return link(None if is_missing(party_id) else f"{page}?id={party_id}", _name(name, missing))


def dates_of(row: Any) -> str:
    """When, as the papers print it: ``4 March 2025``, ``1 May 2024 to 4 March 2025``."""
    if is_missing(row.first_date):
        return "no date printed"
    if is_missing(row.last_date) or row.first_date == row.last_date:
        return day(row.first_date)
    return f"{day(row.first_date)} to {day(row.last_date)}"


def figure_of(row: Any) -> Html:
    """The furthest proved amount with its name, and the part of it that nobody has reviewed."""
    if is_missing(row.best_cents):
        return join("no figure", tag("small", "amount not known"))
    return join(money(row.best_cents, row.currency), tag("small", said(row.best_amount)), doubted(_doubt_of(row)))


def doubted(words: str | None) -> Html | None:
    """Words of doubt as they stand under a figure."""
    return tag("small", tag("span", words, class_="wb-doubt")) if words else None


def sum_of(row: Any, missing: str = "no figure") -> Html:
    """A sum of one kind of amount (a row with the columns `amount_cents`, ...), with what it lacks and its doubt."""
    lacks = row.without_figure if not is_missing(row.amount_cents) else 0
    return join(
        money(row.amount_cents, row.currency, missing),
        tag("small", f"{lacks} of {count(row.purchases, 'purchase')} without a figure") if lacks else None,
        doubted(doubt(row.amount_cents, row.unreviewed_cents, row.is_reviewed, row.currency)),
    )


def furthest_rung(rungs: Any) -> str:
    """The last rung of ``proposed, approved, ordered``."""
    return "no rung proved" if is_missing(rungs) else str(rungs).split(", ")[-1]


def unreviewed_share(purchases: Any) -> str | None:
    """How much of the furthest amounts nobody has reviewed yet, in words; None where there is nothing to say."""
    waiting = [row for row in purchases.itertuples(index=False) if _doubt_of(row)]
    if not waiting:
        return None
    share = f"{len(waiting)} of {count(len(purchases), 'purchase')}"
    return f"{share} {'rests' if len(waiting) == 1 else 'rest'} partly on figures that nobody has reviewed yet"


def agency_headline(who: Any, purchases: Any) -> str:
    """What an agency bought, as a headline."""
    if purchases.empty:
        return f"{who.agency_name}: no purchase on record"
    makers = _who(purchases["maker_name"], "maker", "makers")
    return f"{who.agency_name} and {makers}: {_all_technologies(purchases)}"


def vendor_headline(who: Any, purchases: Any) -> str:
    """Who bought from a vendor, as a headline."""
    if purchases.empty:
        return f"{who.vendor_name}: no purchase on record"
    agencies = _who(purchases["agency_name"], "agency", "agencies")
    return f"{who.vendor_name} and {agencies}: {_all_technologies(purchases)}"


def sums_of(spending: Any) -> str:
    """The sums of each kind of amount, one currency after the other; kinds are never added to each other."""
    told = [
        f"{money(cents, row.currency)} {words}" + (f" ({unsure})" if (unsure := doubt_of_sum(row, amount)) else "")
        for row in spending.itertuples(index=False)
        for amount, words in _SAID_OF_SUMS.items()
        if not is_missing(cents := getattr(row, f"{amount}_cents"))
    ]
    if not told:
        return "No figure is on record."
    return f"On record: {listed(told)}. These are never added to each other."


def doubt_of_sum(row: Any, amount: str) -> str | None:
    """What nobody has reviewed of one of the five amounts of a row."""
    cents, part, is_reviewed = (
        getattr(row, f"{amount}_{what}") for what in ("cents", "unreviewed_cents", "is_reviewed")
    )
    return doubt(cents, part, is_reviewed, row.currency)


_SAID_OF_SUMS = {
    "paid": "paid",
    "invoiced": "invoiced",
    "ordered": "ordered",
    "authorised": "voted",
    "ceiling": "allowed at most",
}


def _who(names: Any, singular: str, plural: str) -> str:
    known = list(names.dropna().unique())
    return str(known[0]) if len(known) == 1 == names.nunique(dropna=False) else count(len(known), singular, plural)


def _all_technologies(purchases: Any) -> str:
    keys = sorted({key for keys in purchases["technologies"] for key in str(keys).split(", ") if key})
    names = [_in_running_text(name) for name in technology_names(", ".join(keys))]
    return listed(names) if 0 < len(names) <= 4 else count(len(names), "technology", "technologies")
