"""The tables. One road: retrieval -> document -> reading -> record -> value -> purchase; the registry beside it.

Money is integer cents plus an ISO 4217 currency. Public ids are short, stable and derived from content. `correction` is
append-only. Everything in `purchases` is derived and can be recomputed; nothing points into it that must survive.
"""

from watchbill.store.schema.base import metadata as metadata
from watchbill.store.schema.decisions import correction as correction
from watchbill.store.schema.decisions import name_match as name_match
from watchbill.store.schema.decisions import request as request
from watchbill.store.schema.documents import crawl as crawl
from watchbill.store.schema.documents import document as document
from watchbill.store.schema.documents import host_wait as host_wait
from watchbill.store.schema.documents import message as message
from watchbill.store.schema.documents import portal as portal
from watchbill.store.schema.documents import release as release
from watchbill.store.schema.documents import release_item as release_item
from watchbill.store.schema.documents import retrieval as retrieval
from watchbill.store.schema.findings import purchase_fact as purchase_fact
from watchbill.store.schema.findings import purchase_flag as purchase_flag
from watchbill.store.schema.findings import purchase_flag_proof as purchase_flag_proof
from watchbill.store.schema.findings import purchase_term as purchase_term
from watchbill.store.schema.leads import agency_code as agency_code
from watchbill.store.schema.leads import lead as lead
from watchbill.store.schema.leads import lead_link as lead_link
from watchbill.store.schema.purchases import former_purchase as former_purchase
from watchbill.store.schema.purchases import purchase as purchase
from watchbill.store.schema.purchases import purchase_amount as purchase_amount
from watchbill.store.schema.purchases import purchase_pair as purchase_pair
from watchbill.store.schema.purchases import purchase_party as purchase_party
from watchbill.store.schema.purchases import purchase_record as purchase_record
from watchbill.store.schema.purchases import purchase_rung as purchase_rung
from watchbill.store.schema.purchases import purchase_technology as purchase_technology
from watchbill.store.schema.readings import page as page
from watchbill.store.schema.readings import reading as reading
from watchbill.store.schema.readings import record as record
from watchbill.store.schema.readings import row as row
from watchbill.store.schema.readings import value as value
from watchbill.store.schema.registry import agency as agency
from watchbill.store.schema.registry import agency_alias as agency_alias
from watchbill.store.schema.registry import not_the_same as not_the_same
from watchbill.store.schema.registry import product as product
from watchbill.store.schema.registry import store_fact as store_fact
from watchbill.store.schema.registry import technology as technology
from watchbill.store.schema.registry import vendor as vendor
from watchbill.store.schema.registry import vendor_alias as vendor_alias
from watchbill.store.schema.registry import vendor_relation as vendor_relation
