"""What customers say in English when a card, a phone or money is in danger. Text: normalised, see lexicon.py."""

# ruff: noqa: E501 - a phrase is one line of data
from callcenter.intent.phrase import Guards, Kind, Phrase


def _near(first: str, second: str, words: int, between: str = r"[\w,]+") -> str:
    """`first`, at most so many words, `second`; never over the end of a sentence."""
    return rf"\b(?:{first})\b,?(?: {between}){{0,{words}}} (?:{second})\b"


_CARD = (
    r"(?:(?<!virtual )(?<!disposable )(?<!ticket )(?<!gift )cards?|car|cart|cord|court(?! case)|cod|plastic|mastercard|visa card)"
    r"(?! (?:payments?|transactions?|number|details|pin|reader|charges?|fees?|application|statement|limit|machine|"
    r"balance|delivery|issuer|type|transfer|top|points|rewards))"
)
_THING = (
    rf"(?:{_CARD}|wallet|purse|handbag|hand bag|bag|backpack|rucksack|briefcase|"
    r"(?:(?:mobile|cell|smart|my|the) ?)?phone(?! (?:number|banking|call|line|support|bill|lost signal|signal|reception|contract|credit|app))|iphone|smartphone|mobile"
    r"(?! (?:app|banking|number))|cell(?! number)|handset|device|check ?book|cheque ?book|id card|sim(?: card)?)"
)
_BELONGING = _THING.replace("|car|cart|cord|court(?! case)|cod|", "|")
"""What thieves take: a car that is lost is a card misheard, one that is stolen is a car."""
_VEHICLE = r"(?:order|parcel|package|car|bike|bicycle|scooter|motor ?bike|motorcycle|van|truck|moped)"
_OWN = rf"(?:my|our|the|a|an|his|her|their|this|one of|both|all)(?: [\w]+){{0,4}}? {_THING}"
_LOST = (
    r"lost|losing|misplaced|mislaid|missing|gone(?! (?:through|up|down|over|past))|disappeared|vanished|"
    r"nowhere to be found|(?:isnt|is not|wasnt|was not|arent|not|no longer) (?:\w+ )?(?:there|(?:in|inside) (?:my|the|her|his) (?:\w+ )?(?:wallet|bag|purse|pocket|house|drawer|car|flat|coat|jacket)|with me|on me|where i|in (?:it|there)\b)|"
    r"(?:cant|cannot|can not|couldnt|could not|havent|have not|never|didnt|did not|not able to|unable to|wont be able to) "
    r"(?:\w+ )?(?:been able to |seem to |to )?(?:find|found|locate|located|seen|see it|track down)|"
    r"(?:dont|do not|no|not|havent a|have no) (?:\w+ )?(?:know|idea|clue|sure|remember)(?: \w+)? where|nowhere"
)
_AWAY = (
    r"(?:taxi|cab|uber|bus|train|tram|subway|metro|plane|flight|airport|restaurant|cafe|bar|pub|club|hotel|shop|store|"
    r"mall|supermarket|gym|park|beach|toilet|somewhere|station|atm|machine|till|counter|library|cinema|street|behind)"
)
_MONEY = r"(?:transactions?|payments?|purchases?|withdrawals?|charges?|transfers?|direct debits?|debits?|orders?|spending|" \
         r"cash|money|activity|log ?ins?|standing orders?|entr(?:y|ies)|items?|bookings?|subscriptions?|loans?)"  # fmt: skip
_DID = (
    r"(?:made|make|making|done|do|did|subscribed?|booked?|authori[sz]ed?|approved?|bought|buy|purchased?|withdrew|withdraw|withdrawn|"
    r"took|taken|take out|set up|sign(?:ed)? up|request(?:ed)?|initiated?|order(?:ed)?|spen[dt]|sen[dt]|sanction(?:ed)?|"
    r"appl(?:y|ied)|perform(?:ed)?|consent(?:ed)?|agreed?|permit(?:ted)?|transfer(?:red)?|created?|change(?:d)?|paid|pay)"
)
_NEVER = (
    r"(?:(?:really|definitely|certainly|surely|absolutely|clearly|honestly|myself|think i|know i|know that i|swear i|am sure i|im sure i) )*(?:never|neither|both didnt|nobody|no one|didnt|did not|havent|have not|hadnt|had not|wasnt|was not|dont|do not|not|isnt|is not|nor)"
    r"(?: (?:even|actually|ever|myself|remember|recall|something|one|anything|personally|knowingly|think i|believe i))*"
)
_SOMEONE = r"(?:some ?one|some ?body|some(?: \w+)? (?:guy|man|woman|kid|person|bastard|idiot|crook|scrote|thug)|a stranger|strangers?|thie(?:f|ves)|" \
           r"another person|an unknown person|hackers?|criminals?|scammers?|fraudsters?|crooks?)"  # fmt: skip
_MINE = r"(?:(?:my|our|the|mine)(?: \w+){0,3}? (?:cards?|accounts?|bank|money|funds|savings|details|pin|password|number|phone|" \
        r"name|identity|id|credentials|info|information|data|app|wallet|email|balance|cash)|mine)"  # fmt: skip
_SECRET = (
    r"(?:(?:one time |otp |sms |verification |security |pin |login |confirmation )?(?:code|passcode|password)s?|otp|"
    r"pin(?: number)?|cvv|cvc|cards? (?:numbers?|details|info|information|data)|bank(?:ing)? details|account details|"
    r"security (?:number|digits|answers?)|credentials|login|(?:three|0) digits|personal (?:details|information|info))"
)

_NOT_THEM = "".join(
    f"(?<!{before} )" for before in (
        "why did you", "did you", "have you", "you have", "the app", "app", "bank", "system", "it", "they", "you just", "you all", "been", "got",
        "did i", "if i", "when i", "after i", "once i", "i had", "not", "dont", "never", "accidentally i", "i accidentally", "i may", "nothing to",
    )
)  # fmt: skip
"""Who blocks is the customer: not the bank that has done it, nor one that has changed their mind."""

PHRASES = (
    # --- lost ---
    Phrase(Kind.LOST, "a card, phone or wallet is lost", _near(_THING, _LOST, 7, r"(?!app\b|menu\b|ink\b|number\b|money\b|funds\b|cash\b|balance\b|code\b|receipt\b|pin\b|link\w*|reactivat\w*)[\w,]+")),
    Phrase(Kind.LOST, "a card, phone or wallet is lost", rf"\b(?:{_LOST})\b(?: (?!to\b|in\b|on\b|from\b|digits\b|number\b|where\b|how\b|why\b|out\b|what\b|any\b|button\b|page\b|option\b|section\b|setting\b|track\b|money\b|pin\b|letter\b)[\w,]+){{0,6}}? {_THING}\b"),
    Phrase(Kind.LOST, "a card, phone or wallet would be lost", rf"\blose\b(?: \w+){{0,3}} {_THING}\b"),
    Phrase(Kind.LOST, "a card, phone or wallet is lost", rf"\b(?:no longer have|not in possession of|(?:havent|have not) got|never got back|not been seen|isnt mine|somebody elses) (?:my|the) {_THING}\b(?= (?:any ?more|any longer|on me)|[,.]| (?:but|and|since|after)| is|$)(?<!not got my card)(?<!nt got my card)|\b(?:had|have) (?:my|the) {_THING}(?: [\w,]+){{0,8}} (?:now|but)(?: [\w,]+){{0,4}} (?:havent got|dont have|cant find|isnt|not) (?:it|there)?|\b{_THING}(?: [\w,]+){{0,4}} (?:not been seen|somebody elses|someone elses)\b"),
    Phrase(Kind.LOST, "a card, phone or wallet is lost", rf"\b(?:think|remember|know) where i (?:\w+ )?(?:put|left|had|dropped|laid)(?: \w+){{0,3}} {_THING}\b|\b{_THING}(?: \w+){{0,2}} (?:isnt|wasnt|not|no longer) in (?:my|the|her|his|its) (?:\w+ )?(?:wallet|bag|basket|handbag|purse|pocket|drawer|car|flat|coat|jacket|house|case|place)\b"),
    Phrase(Kind.LOST, "a card, phone or wallet is lost", rf"\b(?:nobody|no one|not been|hasnt been|havent|hasnt|not)(?: \w+)? (?:handed|turned)(?: (?:it|my|the|them|in|\w+ card)){{0,4}}? in\b(?:(?: \w+){{0,3}} {_THING}\b)?", negated=True),
    Phrase(Kind.LOST, "a card fell out or was dropped", _near(r"dropped", _THING, 4)),
    Phrase(Kind.LOST, "a card fell out or was dropped", _near(_THING, r"fell|fallen|slipped|dropped", 4)),
    Phrase(Kind.LOST, "a card was left somewhere", rf"\b(?:left|forgot|leave|forgotten) {_OWN}\b(?: [\w,]+){{0,5}} {_AWAY}\b"),
    Phrase(Kind.LOST, "a card was left somewhere", _near(_THING, rf"(?:left|forgot|forgotten)\b(?: [\w,]+){{0,5}} {_AWAY}", 3)),
    Phrase(Kind.LOST, "a card was left somewhere", rf"\b(?:my|our) {_THING} is (?:still |probably |maybe )?(?:at|in|on) (?:a|an|the|some) (?!atm|machine|shop app){_AWAY}\b"),
    Phrase(Kind.LOST, "a card, phone or wallet is lost", rf"\breport(?:ing)? (?:a|my) last {_THING}\b|\bi(?: have|ve)? last my {_THING}\b"),
    Phrase(Kind.LOST, "where the card is is not known", rf"\bwhere(?: \w+){{0,3}} {_OWN} (?:is|went|has gone|could be|might be)\b"),
    Phrase(
        Kind.LOST, "a card is to be blocked",
        rf"{_NOT_THEM}\b(?:block|freeze|lock|suspend|deactivate|disable|freezing|blocking|locking|suspending|deactivating|disabling|hotlist|stop|(?:turn|switch|shut) (?:off|down)) "
        rf"(?:all |both |of |down |off )*(?:(?:my|the|our|this|that|his|her|a|an)(?: (?!new\b)\w+){{0,3}}? (?:{_CARD}|visa|mastercard|amex)|(?:(?:credit|debit|bank|visa|gold|platinum) )?card|visa|mastercard|amex)\b"
        r"(?! (?:for (?:\w+ ){0,2}?(?:online|internet|web|foreign|gambling|contactless|abroad)\b|by mistake|accidentally|by accident|while i|temporarily|again after|for (?:a|my|the)(?: \w+)? (?:week|month|while|year|holiday|trip|leave)|for security|getting|being declined|from (?:expiring|renewing)))",
    ),
    Phrase(Kind.LOST, "an account is to be blocked", rf"{_NOT_THEM}\b(?:block|freeze|lock|suspend|disable|freezing|blocking|locking|suspending)(?: down)? (?:all |both |of )*(?:my|the|our|this)(?: (?!transfers?\b|payments?\b)\w+){{0,3}}? accounts?\b|{_NOT_THEM}\b(?:freeze|block|lock) (?:everything|all of it)\b"),
    Phrase(Kind.LOST, "a card or account is to be blocked", r"\b(?:need|want|like|please|asking) (?:to (?:have|get|see) |for )?(?:my|the|our|all my)(?: (?!payments?\b|transfers?\b)\w+){0,2}? (?:cards?|accounts?)(?: to be)? (?:frozen|blocked|locked|suspended|stopped|disabled|deactivated)\b|\b(?:my|the|our)(?: \w+){0,2}? (?:cards?|accounts?) (?:needs?|has|have|should|must) (?:to )?be (?:frozen|blocked|locked|suspended|stopped|disabled|deactivated)\b|\bput (?:my|the|our)(?: \w+){0,2}? (?:cards?|accounts?) on (?:hold|ice)\b|(?<!you )(?<!they )(?<!bank )\b(?:halt|pause|stop)(?: all| any)? (?:activity|transactions|payments|spending) (?:on|from) (?:my|the|our)(?: \w+){0,2}? (?:cards?|accounts?)\b|(?<!you )(?<!they )(?<!bank )\bhalt (?:my|the|our)(?: \w+){0,2}? (?:cards?|accounts?)\b"),
    Phrase(Kind.LOST, "a card or account is to be blocked", r"(?<!you )(?<!they )(?<!bank )(?<!did )\b(?:put|place|putting|placing|issue|get|need|want|request)(?: \w+){0,2}? (?:a|an)(?: immediate| temporary| emergency)? (?:stop|hold|block|freeze|lock) (?:on|to|for) (?:all |both |of )*(?:(?:my|the|our|this)(?: (?!payments?\b|cheques?\b|checks?\b|transfers?\b)\w+){0,3}? (?:cards?|accounts?|visa|mastercard|amex)|everything)\b(?! (?:payments?|transfers?))"),
    Phrase(Kind.LOST, "a card, phone or wallet is lost", rf"\b{_THING}(?: \w+){{0,3}} (?:down|into|in|off) (?:the|a) (?:toilet|drain|river|sea|lake|bin|canal|harbour|rubbish|trash|ocean|ferry)\b"),
    Phrase(Kind.LOST, "a card, phone or wallet is lost", rf"\b(?:loss of|threw|thrown)(?: \w+){{0,3}} {_THING}\b"),
    # --- stolen ---
    Phrase(Kind.STOLEN, "something was stolen", _near(_BELONGING, r"(?:been )?(?:stolen|stole|snatched|nicked|pinched|swiped|lifted)", 8)),
    Phrase(Kind.STOLEN, "something was stolen", _near(r"(?<!atm )(?<!machine )stolen|(?<!atm )(?<!machine )stole|steal|stealing|snatched|nicked|pinched|grabbed", _BELONGING, 5, r"(?!does\b|is\b|doorstep)[\w,]+")),
    Phrase(Kind.STOLEN, "a robbery", r"\b(?:mugged|pick ?pocket\w*|pockets? picked|(?:knife|gun) ?point|held (?:me |us )up|(?:was|were|got|been) held up at|forced (?:me|us) to|burgl\w+|broke(?:n)? into|break in|mugging|robbed (?:at|in|on|of|while|by (?:a|two|three|some)|last|yesterday|today))\b"),
    Phrase(Kind.STOLEN, "a robbery", r"\b(?:rob(?:bed|bers?|bing (?:me|us))|(?<!daylight )robbery)\b", weak=True),
    Phrase(
        Kind.STOLEN, "somebody took it",
        rf"(?<!why )(?<!has )\b{_SOMEONE}(?: \w+){{0,2}} (?:took|taken|grabbed|ran off with|run off with|walked off with|got|has|have) {_OWN}\b"
        rf"(?! (?:number|details|pin|back))",
    ),
    Phrase(Kind.STOLEN, "somebody took it", rf"\b(?!i |we |you |to )(?!machine|atm|cashpoint|bank)\w+(?: (?:has|have|had|just|and|then))? (?:took|taken|grabbed|lifted|stoled|snatched) (?:my|our|both my|all my|her|his)(?: \w+){{0,2}} {_THING}\b"),
    Phrase(Kind.STOLEN, "somebody took it", rf"\b{_THING} (?:\w+ ){{0,4}}(?:was|were|has been|have been|got|been) taken\b(?! (?:by the (?:machine|atm)|out))"),
    Phrase(Kind.STOLEN, "somebody kept it", rf"\b(?:waiter|waitress|cashier|barman|driver|shop|seller|hotel|clerk|guy|man|woman|he|she|they) (?:never|didnt|did not|hasnt|has not|havent|wont|wouldnt)(?: \w+)? (?:bring|brought|give|gave|given|return|returned|hand|handed)(?: \w+){{0,2}} (?:back (?:my|the) {_CARD}|{_CARD} back)\b", negated=True),
    Phrase(Kind.STOLEN, "a theft", r"(?<!are )(?<!is )\b(?:theft|stolen(?! focus)|thie(?:f|ves))\b(?! (?:protection|insurance|cover))", weak=True, topic=True),
    Phrase(Kind.STOLEN, "somebody took it", r"\b(?:somebody|someone|they|he|she|thieves) (?:has |have |just )?(?:took|taken|stole|stolen|grabbed|snatched) it\b|\bnot (?:just )?lost,? (?:but |it was |it is |its )?stolen\b|\bit (?:was|got|has been) stolen\b", negated=True),
    Phrase(Kind.LOST, "it is lost", r"\bnot stolen,? (?:but |just |only |simply )?lost\b", negated=True),
    Phrase(Kind.LOST, "it is lost", r"\b(?:(?:not|isnt|wasnt|hasnt been|nobody|no one|noone)(?: \w+)? (?:stolen|stole)|no theft|not theft|not a theft)(?: it)?\b(?: [\w,]+){0,3}?,? ?(?:i|ive|i have|we|but|it is|its|it was)?(?: (?:just|only|simply|have|ive|i))* (?:lost|misplaced|mislaid|cant find)\b(?: (?:it|them|the|my|myself)\b|$|[,.])", negated=True),
    # --- fraud ---
    Phrase(Kind.FRAUD, "fraud or a scam", r"\b(?:fraud\w*(?! (?:protection|prevention|cover\w*|insurance|policy))|defraud\w*|scam\w*|phish\w*|smish\w*|vish\w+|swindl\w+|conned|con artist|duped|tricked|rip(?:ped)? off|safe account|fake (?:\w+ )?(?:shop|site|website|seller|app|bank|call|caller|message|sms|text|email))\b", topic=True),
    Phrase(
        Kind.FRAUD, "an account or card was broken into",
        r"\b(?:(?<!life )hack(?:ed|ers?|ing)\b|hijacked|compromised|cloned|skimm\w+|breach(?:ed)?|taken over|took over|takeover|impersonat\w+|"
        r"identity theft|sim swap\w*|swapped my sim|sim (?:was|got|been|has been) swapped|copied (?:my card|it)|counterfeit\w*|duplicated my(?: \w+)? card|infected|malware|spyware|remote access|"
        r"any ?desk|team ?viewer)\b", topic=True,
    ),
    Phrase(Kind.FRAUD, "not authorised", r"\b(?:unauth?ori[sz]ed(?! overdraft)|(?:not|never|didnt|havent|wasnt|isnt|without)(?: \w+){0,3} (?:authori[sz]\w*|permission|consent|knowledge|knowing|approval))\b", weak=True),
    Phrase(
        Kind.FRAUD, "something is not recognised",
        r"\b(?<!app )(?<!system )(?<!phone )(?<!atm )(?<!machine )(?<!reader )(?<!site )(?<!it )(?<!am )(?<!im )(?<!terminal )(?:(?:dont|do not|didnt|did not|cant|cannot|can not|not|couldnt|doesnt|never)(?: (?!like\b)\w+){0,1} (?:recogni[sz](?:e|ed|ing)(?! (?:me|who|us|by|it when|(?:the |this |your )?(?:new )?(?:menu|app|screen|page|website|button|layout)|my (?:face|finger\w*|phone|device|voice|card|id|code|pin)))|recall (?:making|doing|buying)|remember (?:making|doing|buying|withdrawing|paying|setting))|unrecogni[sz]\w+|know(?:s|ing)? nothing (?:about|of)|never heard of|never been to|"
        r"(?:dont|do not|no idea|not)(?: \w+){0,2} (?:know|familiar|aware|idea)(?! (?:why|how|where|when|if|whether|what (?:a|an|is a|pending|to)))(?: (?!pending\b|why\b|how\b)\w+){0,3} (?:transactions?|payments?|withdrawals?|purchases?|merchant|shop|seller|direct debits?))\b",
    ),
    Phrase(
        Kind.FRAUD, "a strange transaction",
        rf"\b(?:unfamiliar|unknown|unusual|questionable|strange|suspicious|weird|mysterious|mystery|odd|dodgy|fishy|bogus|rogue|random|unexplained|shady|false|fake)(?: \w+){{0,2}} (?:{_MONEY}|merchants?|sellers?|compan(?:y|ies)|retailers?|device)\b",
        weak=True, topic=True,
    ),
    Phrase(Kind.FRAUD, "something is not remembered", rf"\b{_MONEY}(?: [\w,]+){{0,12}}? (?:i|we) (?:dont|do not|cant|cannot|didnt|did not) (?:even |actually |really )?(?:remember|recall|know|recogni[sz]e)\b(?! (?:how|if|whether|why|when|where|what|the|my))", negated=True),
    Phrase(Kind.FRAUD, "a payment is disputed", rf"\bdisput\w+(?: \w+){{0,3}} {_MONEY}\b|\b{_MONEY}(?: [\w,]+){{0,6}} (?:to|can i|want|would like) dispute\b", weak=True),
    Phrase(Kind.FRAUD, "a payment is disputed", r"\b(?:disput\w+|contest(?:ing)?)(?: \w+){0,3} withdrawals?\b"),
    Phrase(Kind.FRAUD, "paid where the customer was not", rf"\b(?:{_MONEY}|bought|spent|paid|statement|alert|withdrew)\b(?: [\w,]+){{0,12}}?(?:[.,?!]? (?:and|but|though|although|yet|when|while))?[.,?!]? (?:i|we|ive|weve) (?:dont|do not|never|have never|havent|havent ever|didnt|am not|dont even)(?: even)? (?:own|have a|have any|drive|drink|smoke|play|been|set foot|left|live|eat|keep)\b(?! (?:refund|received?|working|the app|a receipt|any idea why|enough|an? (?:answer|reply|receipt)))", negated=True, weak=True),
    Phrase(Kind.FRAUD, "paid for what they do not have", r"\b(?:charg\w+|billing|billed|debiting|debited|taking|takes)(?: (?:me|my|us|money))+(?: [\w,]+){0,6} (?:i|we) (?:dont|do not|never|havent|didnt)(?: even)? (?:have (?!enough|any money|money)|use|own|had|play|subscribe\w*|join\w*|sign\w*|know)", negated=True, weak=True),
    Phrase(Kind.FRAUD, "a transaction that was not theirs", rf"\b(?:charged|billed|debited)\b(?: [\w,]+){{0,8}} (?:i|we) {_NEVER} {_DID}\b", negated=True, weak=True),
    Phrase(Kind.FRAUD, "a debit nobody explains", r"\bwhy (?:is|are) there (?:a |an |some )?(?:\w+ )?(?:charges?|purchases?) (?:from|in|at) (?!you\b|the bank|your|my|using|end\b)\w+", weak=True),
    Phrase(Kind.FRAUD, "an account or card was broken into", r"\b(?<!i )(?<!i have )(?<!ive )(?<!im )(?:attempts?|tried|tries|trying)(?: \w+){0,2} (?:log|sign|get) ?(?:in|into|on)\b(?: \w+){0,4} from (?!my|the|a|another|home|work|your)\w+", negated=True),
    Phrase(Kind.FRAUD, "money was handed to somebody", r"\b(?:sent|wired|paid|transferred|gave|zelled|venmoed)\b(?: [\w,]+){0,8}? (?:who|and|but|now)(?: [\w,]+){0,4}? (?:disappeared|vanished|ghosted|blocked me|is gone|hes gone|shes gone|theyre gone|stopped (?:answering|replying)|ran off|never (?:showed|turned) up)\b|\bpromised to (?:double|triple|multiply)\b", negated=True),
    Phrase(Kind.FRAUD, "money held for a fee", r"\b(?:wont|cant|cannot|unable|not able|refuse\w*)(?: \w+){0,4} (?:withdraw|withdrawal|cash out|get my money)(?: \w+){0,6} (?:unless|until|without|before|first)(?: \w+){0,3} pay\w*|\b(?:won|win|winner)(?: \w+){0,3} (?:prize|lottery|raffle|jackpot)\b(?: \w+){0,12} (?:paid|sent|gave|pay|transferred)\b"),
    Phrase(Kind.FRAUD, "somebody else uses card or account", rf"\b{_SOMEONE}(?: else)?(?: \w+){{0,2}} activated\b", negated=True),
    Phrase(Kind.FRAUD, "money is gone from the account", r"\bwhere (?:did|has|is|have)(?: all)? (?:my|our) (?:money|savings|funds)(?: all)? (?:go|gone|went)\b", weak=True),
    Phrase(Kind.FRAUD, "money is gone from the account", r"\b(?:half|most|all|some|part|thousands|hundreds|lots?) of (?:my|our) (?:money|savings|balance|pension|funds|cash)(?: \w+){0,3} (?:missing|gone(?! (?:up|through))|disappeared|vanished|taken|stolen)\b", weak=True),
    Phrase(Kind.FRAUD, "something is not recognised", r"\b(?:cant|cannot|can not) account for\b", negated=True),
    Phrase(Kind.FRAUD, "a debit nobody explains", r"\b(?:whats?|what is|what are|explain|why is|who made|who took|identify) (?:this|that|these|those)(?: (?!pending\b|new\b|extra\b|fee\b|additional\b)\w+){0,2} (?:payments?|withdrawals?|direct debits?|debits?|transactions?)\b|\bwhat (?:this|that)(?: \w+){0,2} (?:payment|withdrawal|direct debit|debit|transaction)(?: [\w,]+){0,5} (?:is|was)\b|\bwhy (?:is|are) there (?:a|an|some)(?: cash)? (?:direct debit|debit|withdrawal|cash withdrawal|payment|transaction)\b(?! (?:fee|limit|pending))", weak=True),
    Phrase(Kind.FRAUD, "a transaction that was not theirs", r"\b(?:says?|shows?|said|showing|claims) (?:that )?(?:i|we) (?:\w+ )?(?:got|took|withdrew|withdraw|made|bought|paid|spent)\b[^!?]{0,60}\b(?:i|we) (?:didnt|did not|never|havent|have not)\b(?! (?:get|receive|understand))", negated=True, weak=True),
    Phrase(Kind.FRAUD, "a transaction that was not theirs", rf"\b{_MONEY}(?: [\w,]+){{0,8}}? (?:(?:does|do|did)(?:nt| not) belong to (?:me|us)|(?:is|are|was|were)(?:nt| not)(?: \w+)? (?:my|our) (?:own )?{_MONEY})\b|\b(?<!why )(?<!how come )(?:not|isnt|wasnt|none of (?:these|those|this) (?:is|are)|none of them (?:is|are)) my {_MONEY}\b|\bnone of (?:these|those|the)(?: \w+)? {_MONEY} (?:is|are|was|were) (?:mine|ours|from me)\b", negated=True),
    Phrase(Kind.FRAUD, "a transaction that was not theirs", rf"\b(?:seller|merchant|company|firm|shop|store|website|subscription|trial|hotel|app)s?(?: [\w,]+){{0,3}} (?:i|we) {_NEVER} (?:{_DID}|used|use|visited|heard of|been to|subscribed|booked|joined|have)\b", negated=True, weak=True),
    Phrase(Kind.FRAUD, "a transaction that was not theirs", rf"\b(?:{_MONEY}|withdrawn|device|wallet|rides?|log ?ins?)\b[^.!?]{{0,60}}\b(?:its|it is|thats|that is|they are|theyre|are|is|isnt|arent|that isnt)(?: not)? (?<!are )(?<!is )(?<!its )(?<!thats )(?<!theyre )(?:mine|ours)\b", negated=True),
    Phrase(Kind.FRAUD, "card not used, but there is a payment", rf"\b(?:havent|have not|didnt|did not|never) (?:even )?use[d]? (?:my|the) card\b(?: [\w,]+){{0,10}} {_MONEY}\b|\b(?:says?|shows?) (?:that )?(?:i|we) (?:got|took|withdrew|made|bought|paid|spent)\b(?: [\w,]+){{0,12}} (?:didnt|did not|never|havent|wasnt)\b", negated=True),
    Phrase(Kind.FRAUD, "money not spent by the customer", r"\b(?:money|cash|amounts?|balance|funds)(?: \w+){0,6} (?:i|we) (?:never|havent|have not|didnt|did not) (?:spent|spend|use|used|touch|touched|move|moved|take|taken)\b", negated=True),
    Phrase(Kind.FRAUD, "let a caller in", r"\b(?:rang|called|phoned|call|caller|texted|messaged)\b(?: [\w,]+){0,12} (?:move my|safe account|on my computer|onto my computer|into my computer|in danger|at risk|read out|numbers from|gift cards?)\b"),
    Phrase(Kind.FRAUD, "paid where the customer was not", r"\b(?:took|taken|withdr[ae]w\w*|withdrawals?|paid|payments?|spent|purchases?|transactions?|charged|used)\b(?: (?!fees?\b|rates?\b|declin\w*|tried\b|trying\b)[\w,]+){0,8}? (?:when|while|whilst|but|though|although|and|yet) (?:i|we) (?:was|were|am|have been|had been|was still)(?: \w+){0,2}? (?:at home|asleep|sleeping|in bed|at work|in (?:the )?hospital|on a (?:plane|flight))\b", negated=True, weak=True),
    Phrase(Kind.FRAUD, "paid where the customer was not", r"\b(?:taken|withdrawn|withdrawals?|payments?|spent|purchases?|transactions?|charged|used|money|cash|0)\b(?: (?!fees?\b|rates?\b|declin\w*)[\w,]+){0,8}? (?:i|we|ive|weve)(?: have| had)? (?:havent|not|hadnt|never|didnt) (?:\w+ )?(?:left (?:the (?:country|house|city|town)|home|town)|been (?:there|abroad|away))\b", negated=True),
    Phrase(Kind.FRAUD, "somebody else uses card or account", rf"\b{_SOMEONE}(?: else)?(?: (?:is|was|has been|keeps?|seems to be|still))* (?:spending|paying|buying|shopping)(?: \w+){{0,2}} (?:with|on|from) (?:it|this|that|them)\b", negated=True),
    Phrase(Kind.FRAUD, "money is gone from the account", r"\b(?:sim|signal|service|reception|number|phone)\b[^.!?]{0,60}\b(?:0|money|funds|thousands|hundreds|pounds|euros|dollars|savings)(?: \w+){0,3} (?:left|leaving|gone from|missing from|vanished from|disappeared from|went from|out of) my (?:\w+ )?(?:account|savings)\b"),
    Phrase(Kind.FRAUD, "a strange transaction", rf"\b{_MONEY} (?:\w+ ){{0,3}}(?:looks?|seems?|is|are) (?:\w+ )?(?:suspicious|fishy|dodgy|strange|weird|fake|bogus)\b", weak=True),
    Phrase(Kind.FRAUD, "a transaction that was not theirs", rf"\b{_MONEY}(?: [\w,]+){{0,12}}? (?:i|we|me) {_NEVER} {_DID}\b(?! (?:[\w,]+ ){{0,4}}(?:twice|two|double|in duplicate|yet)\b)", negated=True),
    Phrase(Kind.FRAUD, "a transaction that was not theirs", rf"\b(?:i|we|me) (?:have |had |swear )?{_NEVER} {_DID}(?: \w+){{0,3}} (?:this|that|these|those|them|any of|any such|it|such|anything|there)\b(?! (?:\w+ ){{0,2}}(?:fees?|rates?)\b)", negated=True),
    Phrase(Kind.FRAUD, "a transaction that was not theirs", rf"\b(?!cash|money){_MONEY}(?: [\w,]+){{0,8}}? (?<!account that )(?<!account which )(?<!number that )(?<!account )(?:wasnt|was not|isnt|is not|werent|were not|arent|are not|not) (?:me|mine|by me|from me|my own|done by me|made by me)\b", negated=True),
    Phrase(Kind.FRAUD, "a transaction that was not theirs", r"\b(?<!card )(?<!wallet )(?<!phone )(?:it|that|this) (?:wasnt|was not|isnt|is not) (?:me|by me|mine)\b", negated=True),
    Phrase(Kind.FRAUD, "card not used, but there is a payment", r"\b(?:still have|have still got|in my hands?|with me|in my (?:wallet|drawer|pocket))\b[^.!?]{0,30}\b(?:but|yet|and)\b[^.!?]{0,20}\b(?:used|charged|spent|paid with)\b|\b(?:nobody|no one) (?:here|at home|in my family|of us)(?: \w+)? (?:made|did|bought|used|paid)\b", negated=True),
    Phrase(
        Kind.FRAUD, "somebody else uses card or account",
        rf"(?<!can )(?<!could )(?<!let )(?<!may )(?<!for )(?<!want )(?<!give )\b{_SOMEONE}(?: else)?(?: \w+){{0,3}} (?:ordered|ordering|using|used|uses|use|spending|spent|withdrew|withdrawing|withdrawn|"
        r"took|taken|taking|stole|stolen|accessed|accessing|access to|logged|logging|got|getting|gained|has|have|had|knows?|got hold|copied|charged|charging|bought|buying|made|making|"
        rf"changed|changing|opened|emptied|drained|cleaned|cleared|transferred|moved|tried|trying)(?: \w+){{0,5}}? (?:{_MINE}|(?:using|used|paid with|paying with|pay with|spent) it|(?:payments?|purchases?|transactions?|withdrawals?) (?:with|on|from|using))\b",
        negated=True,
    ),
    Phrase(Kind.FRAUD, "somebody else uses card or account", rf"\b{_SOMEONE}(?: \w+){{0,3}} (?:paid|pays|paying|spent|used) (?:with |by )?it\b", negated=True),
    Phrase(Kind.FRAUD, "somebody else uses card or account", rf"\b(?:they|he|she|who)(?: \w+)? (?:used|using|stole|hacked|emptied|drained|cloned|withdrew|spent|controls?)(?: \w+){{0,3}}? {_MINE}\b"),
    Phrase(Kind.FRAUD, "codes nobody asked for", r"\bcodes?\b(?: \w+){0,8} (?:never|didnt|did not|not|im not|havent|without)(?: \w+)? (?:ask\w*|request\w*|order\w*|making|doing|want\w*|trying|initiat\w*)\b", negated=True),
    Phrase(Kind.FRAUD, "a secret was told", rf"\b(?:shared|gave away|gave out|given out|leaked|disclosed|revealed)(?: (?:my|the|our))?(?: \w+)? {_SECRET}\b"),
    Phrase(Kind.FRAUD, "money is leaving the account", r"\b(?:money|funds|balance|savings)(?: \w+){0,3} (?:leaving|going out|being taken|being withdrawn|transferred out|moved out|siphoned)\b", weak=True),
    Phrase(Kind.FRAUD, "somebody else uses card or account", rf"\b(?:might|may|could|must|seems to) be using my(?: \w+){{0,2}} (?:card|account|details|number|identity)\b|\b(?:card|account|details|identity|name|number)(?: \w+){{0,3}} (?:being used|been used|was used|is used|used|accessed|charged)(?: \w+){{0,5}} (?:{_SOMEONE}|fraudulently|illegally|in another|elsewhere|abroad|overseas|without|when i|and i)\b"),
    Phrase(Kind.FRAUD, "in the name of the customer", rf"\b(?:loan|account|card|credit)(?: \w+){{0,4}} (?:in|under) my name\b(?: \w+){{0,6}} {_NEVER}\b", negated=True),
    Phrase(Kind.FRAUD, "a secret was told", rf"\b(?:gave|given|told|tell|shared|read|sent|entered|typed|put|provided|disclosed|revealed|leaked|exposed|handed|submitted|filled)(?: (?!back\b)\w+){{0,6}}? {_SECRET}\b(?: [\w,]+){{0,8}}? (?:strangers?|callers?|someone|somebody|him|her|them|man|woman|guy|lady|link|web ?site|site|page|fake|pretend\w*|claim\w*|phone|call|text|email|person|support|people|police)\b"),
    Phrase(Kind.FRAUD, "a secret was told", rf"\b(?:gave|given|told|sent|read|shared with|handed|shown|showed)(?: out)? (?:him|her|them|someone|somebody|a stranger|the caller|a caller|this guy|the guy|a man|a woman|the man)(?: \w+){{0,4}} {_SECRET}\b"),
    Phrase(Kind.FRAUD, "a secret got out", rf"\b{_SECRET}(?: \w+){{0,4}} (?:leaked|exposed|stolen|out there|published|on the internet|online by|known to|seen by|got out)\b"),
    Phrase(Kind.FRAUD, "somebody pretended to be the bank", r"\b(?:claim\w*|pretend\w*|posing|pos(?:ed|es)|said (?:he|she|they|it) (?:was|were|is)|saying (?:he|she|they)|supposedly|fake)(?: \w+){0,6} (?:bank|police|you|yours|support|security|tax|customer service|officer|website|courier)\b"),
    Phrase(Kind.FRAUD, "a bad link", r"\b(?:clicked|tapped|opened|followed|pressed)(?: \w+){0,4} (?:link|attachment)\b"),
    Phrase(Kind.FRAUD, "money is gone from the account", r"\b(?:money|funds|savings|balance|cash|salary)(?: \w+){0,5} (?:stolen|drained|vanished|disappeared|missing|gone|wiped|emptied|taken out|taken|siphoned|withdrawn)\b(?: \w+){0,3} (?:from|out of|off)? ?(?:my|our|the)? ?(?:\w+ )?(?:account|card|savings)\b", weak=True),
    Phrase(Kind.FRAUD, "money is gone from the account", r"\b(?:im|am|is|are|was) missing (?:\w+ ){0,3}(?:money|cash|funds|dollars|pounds|euros)\b|\bwhere (?:has|did|is) (?:all )?my (?:money|savings)(?: \w+)? (?:gone|go|went)\b(?=.*(?:havent|didnt|not) (?:\w+ )?(?:spen|use|touch|mov))", weak=True),
    Phrase(Kind.FRAUD, "money is gone from the account", r"\b(?:account|card|savings)(?: \w+){0,3} (?:drained|emptied|cleaned out|cleared out|wiped out|been raided)\b|\b(?:stole|stolen|drained|emptied|cleaned out|wiped out|siphoned)(?: \w+){0,4} (?:money|account|funds|savings|cash)\b"),
    Phrase(Kind.FRAUD, "details were changed by somebody else", r"\b(?:password|phone number|email|pin|details|address)(?: \w+){0,4} (?:was|were|been|got) changed(?: \w+){0,6} (?:not me|wasnt me|i didnt|without|by someone|by somebody|not by me)\b", negated=True),
)  # fmt: skip

GUARDS = Guards(
    sentence=r"[.!?;\n]| but | however | though | although ",
    negation=r"(?:\bnot|\bno need to|\bnothings?(?: (?:has|have|had))?|\bnobody|\bno one|\bnever|\bdidnt|\bhavent|\bhasnt|\bisnt|\bwasnt|\bnone of (?:them|these|those|my|our)|\bno(?= (?:unauthori[sz]ed|suspicious|fraudulent|strange|unknown|such)$|$)|\bnor|\b(?:dont|do not)(?= (?:want|need|wish))|\bdont think|\bwithout(?= (?:it )?(?:being|having)\b)|\bwerent|\barent)"
    r"(?: (?:are|were|get|got|gotten|suspect\w*|talking|unauthori[sz]ed|suspicious|fraudulent|strange|been|being|actually|really|that|i|it|was|is|my|the|because|a|yet|any|to report|about|want(?:ed)? to|wish to|need to|like to|trying to|asking (?:you )?to|going to))*$",
    inside=r"\b(?:doesnt|does not|wont|will not|dont|do not) (?:get|be|become) (?:lost|stolen|hacked|robbed|misplaced|cloned)\b|\bnone of (?:them|these|those)\b|\b(?:is|was|has|are|were)? ?(?:not|isnt|wasnt|hasnt|never|arent|werent|no longer)(?: (?:been|actually|really|being))? (?:lost|stolen|missing|gone|hacked|misplaced|robbed)\b",
    supposed=r"(?<!to )\bbe (?:used|stolen|cloned|hacked)\b|\b(?:might|may|could|will|would|can|ever) get\b|\bfrom (?:getting|being)\b|\bif\b",
    asked=r"^\W*(?:(?:hi|hello|hey|please|and|so|ok|okay|sorry|quick question|one question)\W+)*(?:(?:whats?|what is|what are|what does|what do|what precautions|how (?:do|does|can|could|is|are|likely|often)|do you|does|are you|are there|is there|who (?:pays|covers|carries|bears|is responsible|is liable)|tell me about|where (?:do|can) i|can you (?:tell|explain)|could you (?:tell|explain)|can (?:thieves|someone|somebody|anyone|anybody|hackers|criminals|i turn on|i switch on)|could (?:thieves|someone|somebody|anyone|hackers)|i want to (?:learn|know)|i would like to (?:learn|know)|is (?:this|that|it|the)(?: \w+){0,6} (?:real|genuine|from you|a|safe)|is it safe|the fraud team|your fraud)\b)(?!.*\b(?:report\w*|complain|i was|i were|ive been|i have been|i got|i am|im|happened|victim|on my|from my|in my|to me|me|us|i did|i just|i paid|i sent|dispute|claim|suspect|money back|refund)\b)",
    condition=r"\b(?:if|suppos\w+|imagine|in case|incase|in the event|should (?:i (?:ever )?(?:lose|misplace|forget|drop|get)|my|somebody|someone)|lets say|let us say|assum\w+)\b(?: [\w,]+){0,8} ?$",
    future=r"\b(?:lose|loses|gets?|ever|were|would(?! like)|happens?|goes|steals?|uses?|takes?|one day|suppos\w+|imagine|in ?case|event|should (?:i (?:ever )?(?:lose|misplace|forget|drop|get)|my|some\w+)|lets say|let us say|assum\w+)\b",
    unreal=r"\b(?:can (?:my|the|a)(?: \w+){0,2} be|who (?:is (?:responsible|liable)|pays?|covers?|carries|bears)|(?:what|how) (?:would|will|could|can|do|does|did) (?:you|the bank|your bank|they|one|a customer|customers|people)|would (?:you|the bank|it|that|my|they)|could (?:someone|somebody|anyone|anybody|a thief|hackers)|would happen|happens when|hypothetically)\b(?: [\w,]+){0,9} (?:if|when|in case)\b",
    afterwards=r"\b(?:who (?:pays?|covers?|bears?|carries|will pay|would pay|has to pay)|would(?! you (?:please|kindly|block|cancel|freeze|stop|help)| like| have)|(?:do|will|does) (?:you|the bank|your bank|it|that|my insurance)(?: \w+){0,2} (?:cover\w*|refund|reimburse|compensate|pay|guarantee)|(?:am i|are we|is it|is that|is my money|is the money|will i be|who is|whos)(?: \w+)? (?:covered|liable|protected|insured|responsible))\b",
    hypothetical=r"\b(?:how (?:do |does |did |will |would )?(?:you|the bank|your bank|banks|they)(?: \w+)? (?:deal with|handle|treat|process|cope with)|(?:your|the banks) (?:procedure|process|rules?|policy|policies) (?:for|on|about|in case of|when|with)|reports of|(?:might|may|could) get|safe from|make sure (?:that )?(?:nobody|no one)|a customer do|terms (?:for|on|about)|precautions|what happens (?:when|if)|what would happen|hypothetical\w*|whenever|"
    r"avoid|prevent\w*|protect\w*|(?:is|are) it (?:possible|likely|easy) (?:that|for (?:some|any|a |hack|thie|crim)\w*)|how (?:likely|often|common|easily)|(?:my|a) (?:neighbou?r|colleague|friend|cousin|boss)s?|(?:two|three|four|five|ten|many|some|several) (?:years|months) (?:ago|back)|last (?:year|summer|winter|spring|autumn)|insur\w+|safeguard\w*|how (?:safe|secure)|stop (?:it|them) (?:from )?being|cover\w*|afraid of|scared of|worry about|is it safe|(?<!how )(?<!where )(?:would|will|do|does) (?:i|you|we|they|the bank)(?: \w+){0,3} (?:refund\w*|reimburs\w*)|"
    r"how (?:do|to|can|would)(?: i| you| we)? (?:recogni[sz]e|spot|detect|identify)|news|article|policy on|signs of|at another|how long does it take|anyone reported|has anyone|"
    r"(?:become|becoming|fall|falling) (?:a )?victim (?:of|to)|book|film|movie|protection|able to block|whats? is (?:an? )?|(?:what is|whats|is there) (?:the|a) (?:fee|charge|cost)|how much|fee for|cost of|charge for|"
    r"cost to|learn about|tips|thought)(?: \w+){0,8} ?$",
    real=r"\b(?:was|been|has been|have been|had|did|already|just|today|yesterday|(?:i|we|ive|he|she)(?: \w+)? lost)\b",
    ring=r"^(?!.*\b(?:card|wallet|purse|bank|accounts?|app|apps|block|freeze|lock|stolen|pay|money)\b).*\b(?:make (?:it|my phone|the phone) (?:ring|beep|vibrate)|(?:ring|ping|beep|call) (?:it|my (?:cell ?)?phone)\b|(?:help|can you|could you|please|to you)(?: \w+){0,3} (?:find|locate|track)(?: down)? (?:it|my (?:cell ?)?phone)\b)",
    another=r"\b(?:library|student|school|college|university|campus|gym|membership|members?|loyalty|transit|metro|bus|subway|underground|train|tram|rail|oyster|octopus|gift|insurance|health|medical|medicare|vaccination|business|visiting|birthday|greeting|christmas|memory|sd|micro ?sd|graphics|video|sound|hotel|room|key|access|entry|swipe|parking|employee|employees|staff|press|report|trading|pokemon|playing|green|social security|voter|aadhaar|pan|club|supermarket|fuel|ration)(?: id| identity| key| pass)? (?:cards?|pass|badge)\b|\b(?:student|school|work|staff|employee|college) (?:id|badge)\b|\brail ?cards?\b|\bpostcards?\b",
    everyday=rf"\b(?:my|our|the|his|her) {_VEHICLE}(?: (?:was|is|got|has|been|just))* stolen\b(?!.*\b(?:cards?|wallet|purse|phone|bag|in (?:it|there)|inside)\b)|\b(?:someone|somebody|thie(?:f|ves)|they) (?:has |have |just )?stole my {_VEHICLE}\b(?!.*\b(?:cards?|wallet|purse|phone|bag|in (?:it|there)|inside)\b)|"
    r"\b(?:twice|two times|double|duplicate|fees?|rates?|limits?|prices?|charges? (?:are|is)|interest|where(?: \w+){0,2} refund|(?:waiting for|expecting) (?:a|my|the) refund|refund(?: \w+){0,6} (?:not|hasnt|havent|yet|show\w*|arriv\w*|receiv\w*|missing)|reverted|put back|came back|top ?(?:ped )?up|top ups?|topping|atm|machine|cash ?point|declin\w+|pending|exchange rate|overdraft|annual|sent the money|transfer(?:red)? (?:to|failed)|deposit(?!ed without)\w*|cheques?|paper check|a check|charged extra|extra charge)\b",
    settled=r"\b(?:in 0000|about something else|i (?:have |just |already )*(?:handed|gave|turned) (?:it|them) in|(?:lost|stolen) card (?:was|has been|got) replaced|new (?:one|card)(?: \w+){0,3} activat\w*|(?:the|my|your) (?:replacement|new (?:one|card))(?: card)? (?:is here|is in|has come|came|has arrived|arrived|got here|works?)|reported (?:it|them|my \w+|my \w+ card)(?: as)? (?:stolen|lost|missing) (?:last (?:week|month|year|spring|summer|autumn|winter)|(?:\w+ ){1,2}(?:weeks|months|years) ago)|(?:replacement|substitute|new (?:card|one))[^.!?]{0,12} (?:for|of) (?:my|the|a) (?:lost|stolen)[^.!?]{0,50}\b(?:still|isnt|hasnt|has not|not been|not here|promised|due|arriv\w*|deliver\w*|nothing)|(?:got|received|activat\w*|track|where is|still|waiting)[^.!?]{0,40}replacement[^.!?]{0,12} for (?:my|the) (?:lost|stolen)|replacement[^.!?]{0,12} for (?:my|the) (?:lost|stolen)[^.!?]{0,30}(?:still|isnt|arriv\w*|com(?:e|ing)|activat\w*)|you (?:have )?(?:sent|promised|issued|blocked)[^.!?]{0,40}new (?:one|card)|new card that replaced|undo|(?:report\w*|blocked|froze|locked|loss)[^.!?]{0,30}by (?:mistake|accident)|take back (?:a|my|the)(?: loss)? report|(?:screen|display) (?:is|has|was)? ?(?:cracked|broken|smashed)|but i (?:still )?have it\b|found (?:someones|someone elses|somebodys|somebody elses)|found a (?:\w+ )?(?:wallet|card|purse|phone) (?:in|on|at|near|with|that)|ignore what i said|worked? well|lost (?:\w+ )?cards? (?:is |was |has been )?found|found (?:a|my|the|our) (?:\w+ )?(?:lost|missing|misplaced|old)|(?:ran|came|stumbled) across (?:it|my|the)|discovered (?:that )?(?:it|i had|i left|my card|the card|them)|re-?activat\w*|re-?link\w*|put it back (?:in|into)|find a (?:\w+ )?i lost|(?<!not )(?<!never )(?<!nt )found (?:it|them|the card|my \w+|my \w+ card|him|her)\b(?! (?:missing|gone|stolen|empty|strange|odd|has|was|had|disappeared))|"
    r"(?:just|have|ive|then|again|finally|since|now|later|already|i) found (?:it|them|the|my)(?: \w+){0,2}(?: again)?\b(?! (?:missing|gone|stolen))|"
    r"found again|(?<!never )(?<!not )(?<!nt )(?:got|have|had|gave|given|brought|handed) (?:me )?(?:it|them|my(?: \w+){1,3}?|him|her|the \w+) back\b|"
    r"(?:has been|was|been|got) found(?! (?:to|that))|wasnt lost|not lost(?!,? (?:but |just |it was |its )?stolen)|after all|i cut it|have a new (?:one|phone|card)|(?<!never )got (?:a|the) new (?:one|phone|card)|but it was (?:in|at|on|under|behind)|turned up|it was in my|was in my \w+ (?:all along|the whole)|all along|"
    r"the whole time|(?:undo|cancel|lift|remove) the (?:block|loss|report|freeze)|(?:has been|was|been) returned|false alarm|never mind|nevermind|no longer (?:lost|missing)|it is safe|resurfaced|"
    r"(?:already|has been|was|been|all) (?:sorted|resolved|solved|cleared up|settled)|"
    r"(?:reported|ordered|requested|applied|cancelled)(?: [\w,]+){0,12} (?:arrive\w*|deliver\w*|on its way|when will|how long|activate|track\w*|received|status)|"
    r"(?:reported|ordered)(?: [\w,]+){0,10} (?:when|where) (?:does|is|will|do|are)|(?:when|where|track|has|status)(?: [\w,]+){0,6} (?:replacement|new card|new one)(?: \w+)? for (?:my|the) (?:lost|stolen)|"
    r"unblock|unfreeze|unlock|reactivate|years? ago|last year)\b",
    explained=r"\b(?:payments?|charges?|purchases?|transactions?|it|one|that) (?:was|were|is) (?:my|our) (?:daughters|sons|wifes|husbands|partners|mums|mothers|kids|familys|own)\b|\byou (?:have |had |already |all )*(?:refunded|reimbursed|paid (?:me )?back|credited)\b(?! (?:only|half|part))|\b(?:got|had|have) (?:all )?my money back\b|\b(?:gave|told) (?:\w+ )?nothing|\bgave nothing|just so you know|letting you know|\b(?:it|that|payment|transaction|which) (?:is|was) (?:mine|me)\b|\bwas me\b|i confirm\b|(?<!nt )(?<!not )(?<!never )made by me\b|yes i made|(?:fraud|scam|theft),? (?:but )?it (?:wasnt|isnt|was not|is not)\b(?! (?:me|mine))|victim of fraud (?:in 0000|last year|years? ago)|(?:last year|years? ago)[^.]{0,60}(?:refunded|settled|solved|paid back)|found (?:a|someones|someone elses) (?:\w+ )?(?:card|wallet|purse|phone)|fraud (?:team|department)s?(?: asked| opening|s opening)|was mine after all|forget it\b|all fine\b|thats all settled|settled now|wonder how to avoid|(?:on|in) the (?:news|papers?|radio|tv|television)\b|(?:another|other|a different) bank\b(?! account)|hung up|ignored (?:it|a|the|this|that)|at (?:his|her|their) bank|deleted it|status of|any (?:news|updates?) (?:on|about)|update on|already (?:reported|disputed)|\b(?:turn(?:s|ed) out(?!(?: \w+){0,5} (?:fake|scam\w*|fraud\w*|false|phish\w*|criminals?|crooks?))|(?:realised|realized) (?:that )?(?:it|that|this) (?:was|is)|it was (?:my|me|actually)|was actually mine|i remember(?:ed)? (?:now|it)|now i remember|no (?:fraud|scam|theft)|(?:didnt|did not|havent) (?:click|fall|reply|respond|answer|give)|(?:fee|fees|bank|rates?) (?:is|are) (?:a |daylight )?(?:scam|theft|robbery|rip)|your (?:fees?|charges|bank|rates?|prices) (?:is|are) (?:a |an |pure |total )?(?:scam|fraud|robbery|theft|rip)|your scam|my (?:wife|husband|son|daughter|partner|mother|father|mum|dad) (?:made|did|used|bought)|"
    r"false alarm|never mind|nevermind|(?:already|has been|was|been|all|is) (?:\w+ )?(?:sorted|resolved|solved|cleared up|settled|refunded))\b",
    contrast=r"\b(?:but|however|though|although|except|yet|only)\b",
    again=r"\b(?:a second|second|a new|one more|more) (?:one|ones|payment|charge|fraud)\b|\bstill (?:missing|lost|gone|not (?:here|there|found)|cant|havent)\b|\b(?:lost|missing|gone|stolen) again\b|\banother (?:payment|charge|one|withdrawal|transaction)\b|\bhappened to me\b|\bit isnt$",
    elsewhere=r"not received(?: yet)?\b|(?:havent|have not|hasnt|never|didnt|did not|not|yet to)(?: \w+){0,2} (?:receiv\w+|gotten|get|got) (?:my|the|a|any)(?: new)?(?: \w+)? card|card (?:hasnt|has not|didnt|did not|never|still hasnt|isnt)(?: \w+)? (?:arriv\w*|come|been deliv\w*|shown|showed|here)|(?:lost|stuck|missing) in the (?:post|mail)|(?:i|ive|i have|we) (?:just |already )?ordered|waiting (?:for|on)|deliver\w*|in the (?:mail|post)\b|(?:didnt|did not|wont|would not|wouldnt|never|not) (?:\w+ )?(?:give|gave|giving|return|come|came|spit|spat|eject|released?)\w*(?: \w+){0,2} (?:back|out)\b(?! to me)|inside the (?:atm|machine)|still in the (?:atm|machine)|gone into the|arriv\w*|hasnt come|tracking|\b(?:swallow\w*|ate|eaten|eat|retained|captured|stuck in|sucked)\b(?: \w+){0,6} (?:card|it)\b|"
    r"\b(?:atm|machine|cash ?point|dispenser)(?: \w+){0,4} (?:swallow\w*|ate|eaten|eat|retained|kept|keeps?|captured|took|taken|sucked|gobbled|confiscated)\b|\bstuck in\b|\bswallow\w*",
)
