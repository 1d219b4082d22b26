"""Who did what, and for which company: decided call by call in order of receipt.

Nothing of the product is used here. Calls are dicts; `aliases` are pairs of kind and value.
"""

STRENGTH = ("external_id", "email", "phone", "social", "cookie")
FREE_MAIL = {"gmail.com", "gmx.de"}
PUBLIC_SUFFIXES = ("co.uk", "com", "de", "io")


def people(calls):
    """The lead (a number) of each call, the lead of each alias, and the pairs that look like one person."""
    doers, lead_of, pairs = [], {}, set()
    for call in calls:
        ordered = sorted(call["aliases"], key=lambda alias: STRENGTH.index(alias[0]))
        named = list(dict.fromkeys(lead_of[alias] for alias in ordered if alias in lead_of))
        lead = named[0] if named else len(set(doers))
        pairs |= {frozenset((lead, other)) for other in named[1:]}
        for alias in call["aliases"]:
            lead_of.setdefault(alias, lead)
        doers.append(lead)
    return doers, lead_of, pairs


def companies(calls):
    """Of each lead (basis, account), of each call its account, and the accounts: dicts with id and domain.

    A call's account is the one it names, else its lead's at that moment.
    """
    doers, _, _ = people(calls)
    accounts, of_calls, seen = [], [], set()
    account_of, basis_of, named_at, domain_of = {}, {}, {}, {}
    clashes = set()
    for call, lead in zip(calls, doers, strict=True):
        basis_of.setdefault(lead, "no_email")
        fresh = sorted(value for kind, value in set(call["aliases"]) - seen if kind == "email")
        seen |= set(call["aliases"])
        for email in fresh:
            if business_domain(email):
                domain_of.setdefault(lead, business_domain(email))
        named = call.get("account_id") and _named(call["account_id"], domain_of.get(lead), accounts, clashes)
        if named and (lead not in named_at or call["timestamp"] >= named_at[lead]):
            account_of[lead], basis_of[lead], named_at[lead] = named, "account_id", call["timestamp"]
        for email in fresh:
            if lead not in account_of:
                domain = business_domain(email)
                basis_of[lead] = "domain" if domain else "free_mail"
                if domain:
                    account_of[lead] = _by("domain", domain, accounts) or _make(accounts, None, domain)
        of_calls.append(named or account_of.get(lead))
    leads = {lead: (basis_of[lead], account_of.get(lead)) for lead in basis_of}
    return leads, of_calls, accounts, clashes


def _named(key, domain, accounts, clashes):
    if account := _by("id", key, accounts):
        return account
    neighbour = domain and _by("domain", domain, accounts)
    if not neighbour:
        return _make(accounts, key, domain)
    if neighbour["id"] is None:
        neighbour["id"] = key
        return neighbour
    clashes.add(frozenset((neighbour["id"], key)))
    return _make(accounts, key, None)


def _by(what, value, accounts):
    return next((account for account in accounts if account[what] == value), None)


def _make(accounts, key, domain):
    accounts.append({"id": key, "domain": domain})
    return accounts[-1]


def business_domain(email):
    domain = registrable(email.split("@")[1])
    return None if domain in FREE_MAIL else domain


def registrable(host):
    suffix = next(suffix for suffix in PUBLIC_SUFFIXES if host.endswith("." + suffix))
    return host.removesuffix("." + suffix).split(".")[-1] + "." + suffix
