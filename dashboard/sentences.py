"""Answers as sentences: who bought what from whom, for how much, and how far that is proved."""

from __future__ import annotations

from typing import Any

from dashboard.markup import Child, Html, join, link, tag
from dashboard.store import ask
from dashboard.words import count, day, is_missing, listed, money, said

#: Rung -> what can be said when no amount is known, furthest first.
_WITHOUT_FIGURE = (
    ("ended", "{agency} ended its use of {what} from {maker}"),
    ("paid", "{agency} paid {maker} for {what}"),
    ("invoiced", "{maker} billed {agency} for {what}"),
    ("ordered", "{agency} ordered {what} from {maker}"),
    ("signed", "{agency} signed for {what} from {maker}"),
    ("approved", "{agency} was allowed to get {what} from {maker}"),
    ("recommended", "Staff of {agency} recommended {what} from {maker}"),
    ("proposed", "{agency} was asked to get {what} from {maker}"),
)
_WITH_FIGURE = {
    "paid": "{agency} paid {figure} for {what} from {maker}",
    "invoiced": "{maker} billed {agency} {figure} for {what}",
    "ordered": "{agency} ordered {what} from {maker} for {figure}",
    "ceiling": "{agency} may spend up to {figure} on {what} from {maker}",
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
        "agency": _name(row.agency_name, "An agency not named"),
        "maker": _name(row.maker_name, "a vendor not named"),
        "what": what_of(row),
        "figure": money(row.best_cents, row.currency),
    }
    if row.best_amount in _WITH_FIGURE:
        if row.best_cents == 0:
            sentence = "{agency} got {what} from {maker} at no cost"
        else:
            sentence = _WITH_FIGURE[row.best_amount]
    else:
        rungs = str(row.rungs).split(", ")
        sentence = next((words for rung, words in _WITHOUT_FIGURE if rung in rungs), "{agency}, {maker} and {what}")
    said_aloud = sentence.format(**words)
    return said_aloud[:1].upper() + said_aloud[1:]


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
    unreviewed = getattr(row, f"{row.best_amount}_unreviewed_cents", None)
    doubt: Child = None
    if not is_missing(unreviewed) and unreviewed > 0:
        part = "not reviewed" if unreviewed == row.best_cents else f"{money(unreviewed, row.currency)} not reviewed"
        doubt = tag("small", tag("span", part, class_="wb-doubt"))
    return join(money(row.best_cents, row.currency), tag("small", said(row.best_amount)), doubt)


def furthest_rung(rungs: Any) -> str:
    """The last rung of ``proposed, approved, ordered``."""
    return "no rung proved" if is_missing(rungs) else str(rungs).split(", ")[-1]


def unreviewed_share(purchases: Any) -> str | None:
    """How much of the furthest amounts nobody has reviewed yet, in words; None where there is nothing to say."""
    waiting = [
        row
        for row in purchases.itertuples(index=False)
        if (part := getattr(row, f"{row.best_amount}_unreviewed_cents", None)) is not None
        and not is_missing(part)
        and part > 0
    ]
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
        f"{money(cents, row.currency)} {words}"
        for row in spending.itertuples(index=False)
        for amount, words in _SAID_OF_SUMS.items()
        if not is_missing(cents := getattr(row, f"{amount}_cents"))
    ]
    if not told:
        return "No figure is on record."
    return f"On record: {listed(told)}. These are never added to each other."


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
