"""Every flag, in the order in which they are shown: name, sentence, what would refute it, and what it needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchbill.dossier import Dossier
from watchbill.flags import order, sums, ways
from watchbill.flags.flag import UNREVIEWED, Flag, Raised
from watchbill.flags.thresholds import Threshold

FLAGS: tuple[Flag, ...] = (
    Flag(
        "pilot_turned_paid", "Pilot turned paid",
        "The {paper} of {day} speaks of a pilot or trial and names no price; the {later} of {later_day} is for {sum}.",
        "papers that show that the later sum is for something else, or that the first paper was no pilot of it",
        "a dated paper that speaks of a pilot without a price, and a later dated paper with a sum",
        ways.pilot_turned_paid,
    ),
    Flag(
        "just_under_threshold", "Amount just under a threshold",
        "The {paper} is for {sum}, {near} {threshold}; {meaning}.",
        "a vote on this deal, a rule in force then that set another sum, or one that does not cover such a deal",
        "the agency's threshold on the day of the paper",
        sums.just_under,
    ),
    Flag(
        "split_orders", "Orders that together reach a threshold",
        "{count} purchase orders from {first} to {last}, each within {threshold}, come to {sum} together; {meaning}.",
        "a vote on the whole, papers that show that the orders are for separate needs, or a rule in force then that "
        "set another sum or does not cover such a deal",
        "the agency's threshold, and dated orders of different numbers within ninety days",
        sums.split_orders,
    ),
    Flag(
        "cooperative", "Bought on a cooperative contract",
        "The {paper} shows that the deal rides on {whose}; no bids of the buyer's own are needed then.",
        "a solicitation of the buyer's own for this deal",
        "a paper that names the cooperative contract",
        ways.cooperative,
    ),
    Flag(
        "sole_source", "Sole source",
        "The {paper} gives sole source as the way in which the seller was chosen.",
        "a solicitation that other sellers could answer",
        "a paper that says so",
        ways.sole_source,
    ),
    Flag(
        "holdover", "Billed for the time after the end",
        "The papers name {end} as the end; the {paper} is for the time after it ({day}), and no paper on record renews "
        "the deal.",
        "an amendment, a renewal or a new contract that covers that time",
        "an end that papers print, and invoices with a date or a period",
        order.holdover,
    ),
    Flag(
        "growth_by_amendment", "Grown by amendment",
        "The {old_paper} allows {old}; the {paper} of {day} allows {new}.",
        "papers that show that the two figures are of different contracts, or of a year and of several years",
        "the ceiling of a contract and of a later amendment",
        sums.growth,
    ),
    Flag(
        "consent_agenda", "Approved with the consent items",
        "The {paper} has the deal among the consent items, which a body passes together and without debate.",
        "minutes that show that it was taken up by itself",
        "a paper of the governing body that says consent",
        ways.consent_agenda,
    ),
    Flag(
        "outside_money", "Paid by grant, gift or forfeiture",
        "The {paper} names {money} as what pays, in whole or in part.",
        "a budget or ledger that shows that other money paid",
        "a paper that names the fund, or a grant joined to the deal",
        ways.outside_money,
    ),
    Flag(
        "non_disclosure", "Non-disclosure agreement",
        "The {paper} names a non-disclosure agreement.",
        "the text of that agreement, where it does not cover this deal",
        "a paper that names one",
        ways.non_disclosure,
    ),
    Flag(
        "invoice_without_contract", "Invoice without a contract on record",
        "The {paper} bills {sum}; no contract, agreement or purchase order for it is on record here, and it "
        "cites none.",
        "such a paper; a request for it is the next step",
        "invoices, and no other paper of the deal",
        order.without_contract,
    ),
    Flag(
        "invoiced_above_ceiling", "Invoiced above the ceiling",
        "{invoices} come to {invoiced} before tax; the most that the signed papers on record allow is {ceiling}.",
        "an amendment that raised the ceiling, a ceiling that holds for each year by itself, a credit, or an invoice "
        "that belongs to another contract",
        "a signed ceiling or total, and invoices",
        sums.above_ceiling,
    ),
    Flag(
        "paid_before_approval", "Paid before the vote on record",
        "The {payment} shows a payment on {paid}; the earliest vote on record is the {vote} of {voted}.",
        "an earlier vote, a rule under which none was needed, or papers that show that the payment was for something "
        "else",
        "the days of a payment and of every vote on record",
        order.paid_before_approval,
    ),
)  # fmt: skip


def raised(dossier: Dossier, thresholds: Sequence[Threshold]) -> Iterator[Raised]:
    """The flags that the papers of a purchase raise, each at most once."""
    for flag in FLAGS:
        found = flag.look(dossier, thresholds)
        if found is None:
            continue
        sentence = flag.sentence.format(**found.words)
        sentence = sentence[:1].upper() + sentence[1:]
        is_reviewed = not found.is_inferred and all(proof.is_reviewed for proof in found.proofs)
        yield Raised(flag, sentence if is_reviewed else UNREVIEWED + sentence, found.proofs, is_reviewed)
