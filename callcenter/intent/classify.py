"""From a customer's words to an Intent. Emergency = the lexicon or the model; a doubt is a person's, never a menu's.

    text -> empty, badly heard?  -> unsure
         -> emergency phrase, or the model's sum over the emergencies at its threshold? -> that emergency
         -> asks for a person?   -> speak_to_human
         -> names no matter ("and now?")? -> the one the context knows; none: unsure. No model hears an emergency in it
         -> the model's likeliest intent, unsure under its threshold (without a model: unsure)

Pure: no clock, no files. It never raises on text; a caller still treats an exception or a slow answer as unsure.
"""

from collections.abc import Sequence
from dataclasses import replace

from callcenter.intent.asks_after import names_no_cause
from callcenter.intent.fillers import says_nothing
from callcenter.intent.follow_ups import follows_up
from callcenter.intent.language import language_of
from callcenter.intent.leaning import FOLLOWED, NO_MATTER, Leaning, leaning_of
from callcenter.intent.lexicon import Heard, listen
from callcenter.intent.model import Model
from callcenter.intent.phrase import Kind
from callcenter.intent.second_wish import can_be_second, second_wish
from callcenter.intent.slots import NO_SLOTS, Slots
from callcenter.intent.text import LONGEST, normalise, sentences
from callcenter.intent.thresholds import DOUBT, NEVER
from callcenter.intent.wishes import asks_for_person
from callcenter.model.intent import HUMAN, NO_CONTEXT, UNCLEAR, Context, Intent
from callcenter.model.site import Site

BADLY_HEARD = 0.4
"""A speech recogniser's confidence under it: ask again."""
CLEAR, UNCLEAR_ALONE = 0.85, 0.6
"""The shares from which on one sentence of several raises the alarm alone, and is asked about."""
CERTAIN = 0.99
"""Confidence of a rule."""
NAMES = {
    Kind.LOST: ("card_loss", "lost", "loss"),
    Kind.STOLEN: ("card_stolen", "stolen", "theft", "lost", "loss"),
    Kind.FRAUD: ("fraud_report", "fraud", "compromised", "not_recognised", "unauthor", "scam"),
}
"""How sites call an emergency of each kind: the usual name first, then words within a name."""

Scores = list[tuple[str, float]]


class Classifier:
    """One site's understanding. Built once per site version; safe to share."""

    def __init__(self, site: Site, model: Model | None, slots: Slots = NO_SLOTS) -> None:
        self._site = site
        self._slots = slots
        self._model = model
        self._emergencies = site.emergencies()
        self._can_be_second = can_be_second(site)

    def classify(
        self, text: str, language: str = "", confidence: float | None = None, context: Context = NO_CONTEXT
    ) -> Intent:
        """`language` is the contact's so far (BCP 47, may be empty), `confidence` the speech recogniser's (0 to 1)."""
        intent = self._wish(text, language, confidence, context)
        slots = self._slots.heard(text)
        return replace(intent, slots=slots) if slots else intent

    def _wish(self, text: str, language: str, confidence: float | None, context: Context) -> Intent:
        text = text[:LONGEST]
        tongue = self._site.spoken(language_of(text, language))
        normal = normalise(text)
        asked = asks_for_person(text, normal)
        if not asked and (says_nothing(normal) or not any(character.isalpha() for character in normal)):
            return _unclear(tongue, "no words")
        heard = [one for one in listen(normal)]
        scores, trouble = self._scores(text)
        vague = not heard and follows_up(normal)
        emergency = None if vague else self._emergency(text, heard, scores, tongue)
        if emergency is not None:
            return emergency
        if confidence is not None and confidence < BADLY_HEARD:
            return _unclear(tongue, f"badly heard: recogniser's confidence {confidence:.2f}", scores)
        if asked and HUMAN in self._site.intents:
            return Intent(
                name=HUMAN, confidence=CERTAIN, language=tongue, reasons=(f'asks for a person: "{asked}"',),
                alternatives=_others(scores, HUMAN),
            )  # fmt: skip
        leaning = leaning_of(self._site, context, tongue)
        followed = leaning.followed(self._site) if vague else None
        if vague and not followed:
            return _unclear(tongue, NO_MATTER, scores)
        if followed:
            return Intent(
                name=followed[0], confidence=FOLLOWED, language=tongue, reasons=followed[1],
                alternatives=_others(scores, followed[0]),
                asks_after=followed[:1] if self._complains(followed[0]) else (),
            )  # fmt: skip
        return self._likeliest(text, heard, scores, trouble, tongue, leaning)

    def _scores(self, text: str) -> tuple[Scores, str]:
        """The model's opinion on the site's intents; what is wrong with it, in words, when there is none."""
        if self._model is None:
            return [], "no model"
        try:
            return [(name, share) for name, share in self._model.scores(text) if name in self._site.intents], ""
        except Exception as error:  # noqa: BLE001 - a model that fails must not cost the customer an answer
            return [], f"the model failed: {error}"

    def _emergency(self, text: str, heard: Sequence[Heard], scores: Scores, tongue: str) -> Intent | None:
        if not self._emergencies:
            return None
        counting = [one for one in heard if not one.taken_back and (one.firm or not self._doubts(text, scores))]
        share, loudest = self._danger(scores), ""
        if self._model is not None and scores and not heard and share < self._model.emergency_threshold:
            share, loudest = max((share, ""), self._loudest(text, CLEAR))
        if counting:
            reasons = tuple(dict.fromkeys(f'{one.name}: "{one.words}"' for one in counting))
            name = self._named({one.kind for one in counting}, scores)
            sure = max(CERTAIN, share)
        elif self._model is not None and scores and share >= self._alarm_from(heard):
            denied = tuple(f'"{one.words}" {one.taken_back}, overruled' for one in heard)
            where = f' in "{loudest}"' if loudest else ""
            reasons = (f"the model: emergency {share:.2f} (threshold {self._alarm_from(heard):.2f}){where}", *denied)
            name = next(name for name, _ in scores if name in self._emergencies)
            sure = share
        else:
            return None
        return Intent(
            name=name, confidence=min(1.0, sure), emergency=True, language=tongue, reasons=reasons[:5],
            alternatives=_others(scores, name), floor=bool(counting),
        )  # fmt: skip

    def _doubts(self, text: str, scores: Scores) -> bool:
        """Whether an emergency is so unlikely to the model, in all and in each sentence, that only a firm phrase counts."""
        if self._model is None or not scores:
            return False
        least = DOUBT * self._model.emergency_threshold
        return self._danger(scores) < least and not self._loudest(text, least)[1]

    def _danger(self, scores: Scores) -> float:
        """The sum over the emergencies: which one it is matters less than that it is one."""
        return sum(p for name, p in scores if name in self._emergencies)

    def _loudest(self, text: str, least: float) -> tuple[float, str]:
        """The most dangerous sentence of several and its share, when that is at least `least`: talk before and after
        an emergency must not drown it."""
        alone = [(self._danger(self._scores(sentence)[0]), sentence.strip()) for sentence in sentences(text)]
        return max([(0.0, ""), *(one for one in alone if one[0] >= least)])

    def _doubt(self, text: str, heard: Sequence[Heard], scores: Scores) -> str:
        """Why it may be an emergency that is none for certain; empty when nothing speaks for one."""
        assert self._model is not None
        said = next((one for one in heard if not one.taken_back), None)
        if said is not None:
            return f'perhaps an emergency: "{said.words}", though the model says no'
        if heard:
            return ""
        share = self._danger(scores)
        if share >= DOUBT * self._model.emergency_threshold:
            return f"perhaps an emergency: {share:.2f}"
        alone, sentence = self._loudest(text, UNCLEAR_ALONE)
        return f'perhaps an emergency: {alone:.2f} in "{sentence}"' if sentence else ""

    def _alarm_from(self, heard: Sequence[Heard]) -> float:
        """The share from which on the model alone raises the alarm: higher where a rule has denied it."""
        assert self._model is not None
        return self._model.overrule_threshold if heard else self._model.emergency_threshold

    def _named(self, kinds: set[Kind], scores: Scores) -> str:
        """Which of the site's emergencies it is: of the kinds that were heard, the one the model holds likeliest."""
        by_kind = [self._of_kind(kind) for kind in (Kind.STOLEN, Kind.FRAUD, Kind.LOST) if kind in kinds]
        candidates = list(dict.fromkeys(name for names in by_kind for name in names))
        likely = dict(scores)
        if not candidates:
            return max(sorted(self._emergencies), key=lambda name: likely.get(name, 0.0))
        return max(candidates, key=lambda name: (likely.get(name, 0.0), -candidates.index(name)))

    def _of_kind(self, kind: Kind) -> list[str]:
        usual, *parts = NAMES[kind]
        if usual in self._emergencies:
            return [usual]
        return [name for name in sorted(self._emergencies) if any(part in name.lower() for part in parts)]

    def _likeliest(
        self, text: str, heard: Sequence[Heard], scores: Scores, trouble: str, tongue: str, leaning: Leaning
    ) -> Intent:  # fmt: skip
        if self._model is None or not scores:
            return replace(_unclear(tongue, trouble or "the model knows none of the site's intents"), down=True)
        scores = leaning.tilted(scores, self._emergencies, self._model.unsure_threshold)
        taken_back = tuple(dict.fromkeys(f'"{one.words}" {one.taken_back}' for one in heard))[:3]
        everyday = [(name, p) for name, p in scores if name not in self._emergencies]
        doubt = self._doubt(text, heard, scores)
        if everyday and doubt:
            return _unclear(tongue, doubt, scores, taken_back)
        wanted = self._model.sure_from(everyday[0][0]) if everyday else NEVER
        also, where = self._also(text, everyday[0][0], everyday) if everyday else ("", "")
        shared = everyday[0][1] + dict(everyday).get(also, 0.0) if everyday else 0.0  # each has its part of the words
        if shared < wanted:
            doubt = f"likeliest {scores[0][0]} {scores[0][1]:.2f}, threshold {min(wanted, 1.0):.2f}"
            return _unclear(tongue, doubt, scores, taken_back)
        name, share = everyday[0]
        besides = (f'also {also}: "{where}"',) if also else ()
        reasons = (f"the model: {name} {share:.2f}", *besides, *leaning.reasons.get(name, ()), *taken_back)
        return Intent(
            name=name, confidence=share, language=tongue, reasons=reasons[:6],
            alternatives=_others(scores, name), also=also, asks_after=self._asks_after(text, name, also, where),
        )  # fmt: skip

    def _asks_after(self, text: str, name: str, also: str, where: str) -> tuple[str, ...]:
        """`where`: the part of the text that says `also`."""
        said = ((name, text.replace(where, " ") if also else text), (also, where))
        return tuple(one for one, part in said if self._complains(one) and names_no_cause(normalise(part)))

    def _complains(self, name: str) -> bool:
        policy = self._site.intents.get(name)
        return policy is not None and bool(policy.complaint_cause)

    def _also(self, text: str, first: str, everyday: Scores) -> tuple[str, str]:
        """A second wish and its words."""
        return second_wish(text, first, everyday, self._can_be_second, lambda part: self._scores(part)[0])


def _others(scores: Scores, name: str) -> tuple[tuple[str, float], ...]:
    return tuple((other, round(p, 4)) for other, p in scores if other != name)[:3]


def _unclear(tongue: str, reason: str, scores: Scores | None = None, more: tuple[str, ...] = ()) -> Intent:
    """`alternatives` hold what it may have been, likeliest first."""
    return Intent(
        name=UNCLEAR, confidence=scores[0][1] if scores else 0.0, language=tongue, reasons=(reason, *more),
        unsure=True, alternatives=_others(scores or [], UNCLEAR),
    )  # fmt: skip
