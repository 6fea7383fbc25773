"""Typing slips in the English words that an emergency hangs on: "stollen" is read as "stolen", "wallte" as "wallet"."""

from functools import cache, lru_cache

_LONG = [
    "stolen",
    "stealing",
    "stole",
    "wallet",
    "handbag",
    "purse",
    "pickpocketed",
    "robbed",
    "mugged",
    "snatched",
    "missing",
    "misplaced",
    "disappeared",
    "vanished",
    "fraud",
    "fraudulent",
    "fraudster",
    "scammed",
    "scammer",
    "phishing",
    "hacked",
    "hacker",
    "hijacked",
    "compromised",
    "unauthorised",
    "unauthorized",
    "recognise",
    "recognize",
    "recognised",
    "recognized",
    "unrecognised",
    "unrecognized",
    "unfamiliar",
    "suspicious",
    "transaction",
    "transactions",
    "withdrawal",
    "withdrawals",
    "purchase",
    "purchases",
    "payment",
    "payments",
    "charges",
    "account",
    "someone",
    "somebody",
    "cannot",
    "couldnt",
    "stranger",
    "emergency",
    "immediately",
    "identity",
    "burgled",
    "burglary",
    "theft",
    "phone",
    "mobile",
    "smartphone",
    "iphone",
    "unknown",
    "permission",
    "password",
    "passcode",
    "details",
    "cloned",
    "skimmed",
    "human",
    "operator",
    "representative",
]
"""Of six letters or more a neighbour at one slip is taken; of five only a swap or a doubled letter."""

_SHORT = {
    "crad": "card", "cadr": "card", "crd": "card", "caard": "card", "cardd": "card", "carrd": "card", "karte": "card",
    "kard": "card", "lsot": "lost", "losst": "lost", "loost": "lost", "lostt": "lost", "looser": "loser",
    "loose": "lose", "loosing": "losing", "dissapeared": "disappeared", "fnd": "find", "fidn": "find",
    "stoln": "stolen", "stolin": "stolen", "stolled": "stolen",
    "stealed": "stolen", "phon": "phone", "fone": "phone", "pohne": "phone", "cel": "cell", "fruad": "fraud",
    "fraude": "fraud", "frod": "fraud", "scamed": "scammed", "skam": "scam", "hackd": "hacked", "hakced": "hacked",
    "haked": "hacked", "robed": "robbed", "muged": "mugged", "stol": "stole", "wallit": "wallet", "walet": "wallet",
    "dont": "dont", "didint": "didnt", "didn": "didnt", "dident": "didnt", "ddint": "didnt", "cant": "cant",
    "missin": "missing", "mising": "missing", "sombody": "somebody", "someon": "someone", "smone": "someone",
    "som1": "someone", "sb": "somebody", "acc": "account", "acct": "account", "accnt": "account", "txn": "transaction",
    "trx": "transaction", "pasword": "password", "otp": "otp", "agnet": "agent", "huamn": "human", "atempt": "attempt",
    "reconise": "recognise", "recognice": "recognise", "reconize": "recognize", "regonise": "recognise",
    "authorised": "authorised", "authorized": "authorized", "athorised": "authorised", "autorized": "authorized",
    "lots": "lots", "im": "im", "moneys": "money", "mony": "money", "moeny": "money", "withdrawl": "withdrawal",
    "withdrawls": "withdrawals", "withdraws": "withdrawals", "transation": "transaction", "purse": "purse",
}  # fmt: skip
"""Short words have too many innocent neighbours ("most", "cord"): their slips are listed one by one."""

_INNOCENT = frozenset(
    [
        "stolons",
        "strange",
        "closed",
        "changes",
        "changed",
        "identify",
        "charged",
        "charge",
        "accounts",
        "phones",
        "wallets",
        "purses",
        "details",
        "recognises",
        "recognizes",
        "passwords",
        "paymentu",
        "nurse",
        "curse",
        "pulse",
        "unfounded",
        "payments",
        "purchased",
        "purchaser",
        "accounted",
        "phoned",
        "phoney",
        "mobiles",
        "humane",
        "humans",
        "operators",
        "missions",
        "mission",
        "kissing",
        "hissing",
        "misting",
        "missive",
        "moneyed",
        "locked",
        "hocked",
        "backed",
        "packed",
        "racked",
        "tacked",
        "lacked",
        "sacked",
        "hackers",
        "hacking",
        "robber",
        "rubbed",
        "roared",
        "bugged",
        "hugged",
        "tugged",
        "jugged",
    ]
)


@cache
def _deletes() -> dict[str, str]:
    """Each long word by itself and by every form of it with one letter gone."""
    return {form: word for word in _LONG for form in _forms(word)}


def _forms(word: str) -> set[str]:
    return {word} | {word[:n] + word[n + 1 :] for n in range(len(word))}


@lru_cache(maxsize=4096)
def corrected(word: str) -> str:
    """The word meant, when it is one slip (a letter too many, missing, wrong or swapped) from a word that matters."""
    if word in _SHORT:
        return _SHORT[word]
    if not 5 <= len(word) <= 16 or word in _INNOCENT or word in _LONG:
        return word
    known = _deletes()
    near = (known[form] for form in sorted(_forms(word)) if form in known)
    return next((meant for meant in near if _one_slip(word, meant)), word)


def _one_slip(word: str, meant: str) -> bool:
    if word[0] != meant[0] or abs(len(word) - len(meant)) > 1:
        return False
    if len(word) != len(meant):
        longer, shorter = (word, meant) if len(word) > len(meant) else (meant, word)
        cut = next((n for n in range(len(longer)) if longer[:n] + longer[n + 1 :] == shorter), None)
        return cut is not None and (len(meant) >= 6 or longer[cut] == longer[cut - 1])
    wrong = [n for n in range(len(word)) if word[n] != meant[n]]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        return word[wrong[0]] == meant[wrong[1]] and word[wrong[1]] == meant[wrong[0]]
    return len(wrong) == 1 and len(meant) >= 6
