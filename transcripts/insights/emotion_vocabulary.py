"""The feelings that somebody may name when they imagine how it is for the other, in families.

A feeling is one string of terms with "|" between them; the first is what it is called. For translators: put in its
place what people say in your language, in all its forms. It is words that are looked up, and no meaning: what is not in
a list is not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.protocol.types import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    feelings: tuple[str, ...]


FAMILIES = (
    Family(
        _("Warm and close"),
        (
            _("loved|beloved|feel the love|full of love|adored|cherished"),
            _("close|closer|closeness|near me|nearness|connected|connection|together with me"),
            _("tender|tenderness|soft|softened|affectionate|affection|fond"),
            _("grateful|gratitude|thankful|thankfulness|appreciative"),
            _("moved|touched|stirred"),
            _("seen|feel visible|noticed|recognised|recognized"),
            _("heard|listened to"),
            _("understood|feel met|felt met"),
            _("valued|appreciated|respected|feel wanted|feel important|feel special|feel needed"),
            _("accepted|feel welcome|welcomed|included|at home"),
            _("supported|feel held|being held|cared for|taken care of|comforted|protected"),
        ),
    ),
    Family(
        _("Glad"),
        (
            _("glad|gladness|pleased|delighted|delight|cheerful|cheered"),
            _("happy|happier|happiness|joyful|joy|blissful"),
            _("excited|excitement|thrilled|elated|eager|looking forward"),
            _("hopeful|hoping|full of hope|encouraged|optimistic"),
            _("proud|prouder|pride"),
            _("curious|curiosity|interested|inspired"),
            _("playful|lively|alive|energised|energized|light hearted|lighthearted"),
        ),
    ),
    Family(
        _("At ease"),
        (
            _("calm|calmer|calmed|peaceful|at peace|peace|quiet inside|serene|at rest|rested"),
            _("safe|safer|safety|secure|security|sheltered"),
            _("relieved|relief|lighter|unburdened|a weight lifted"),
            _("relaxed|at ease|comfortable"),
            _("content|contented|contentment|satisfied|satisfaction|fulfilled"),
            _("free inside|feel free|feeling free|freer|freedom|independent"),
            _("trusting|trust|confident|confidence|sure of yourself"),
        ),
    ),
    Family(
        _("Sad"),
        (
            _(
                "sad|sadder|saddened|sadness|sorrow|sorrowful|unhappy|feel blue|feel down|feeling down|feel low|"
                "feeling low"
            ),
            _("in tears|tearful|close to tears|near tears|crying|cried|like crying|weepy|weeping"),
            _("grieving|grief|mourning|heartbroken|a sense of loss|bereft"),
            _(
                "hopeless|hopelessness|without hope|no hope|despair|despairing|in despair|desperate|discouraged"
            ),
            _("empty|emptiness|hollow|numb|numbness|shut down|nothing inside"),
            _("longing|yearning|long for|missing me|miss me|miss us|homesick|wistful|nostalgic"),
            _("disappointed|disappointment|let down|disillusioned"),
        ),
    ),
    Family(
        _("Alone"),
        (
            _("lonely|lonelier|loneliness|lonesome"),
            _("alone|all alone|on your own|left alone|by yourself|isolated|isolation"),
            _("abandoned|abandonment|deserted|left behind|forsaken"),
            _("left out|excluded|shut out|an outsider|not included|not part of it|pushed away"),
            _(
                "unseen|invisible|overlooked|ignored|not seen|not noticed|not feel seen|don't feel seen|unnoticed"
            ),
            _("unheard|not heard|not feel heard|don't feel heard|not listened to"),
            _("misunderstood|not understood|not feel understood|don't feel understood"),
            _("distant|far away from me|far from me|disconnected|disconnection|cut off"),
        ),
    ),
    Family(
        _("Afraid"),
        (
            _("afraid|fear|fearful|fears|fearing|scared|frightened|frightening|terrified|terror|dread"),
            _("worried|worry|worries|worrying|concerned|uneasy|unease"),
            _("anxious|anxiety|nervous|on edge|tense|tension|restless|apprehensive|jumpy"),
            _("panicked|panic|panicky|alarmed|in alarm|shocked|in shock"),
            _("unsafe|not safe|not feel safe|don't feel safe|threatened|in danger"),
            _("insecure|insecurity|unsure|uncertain|uncertainty|doubtful|in doubt|full of doubt"),
        ),
    ),
    Family(
        _("Hurt"),
        (
            _("hurt|hurting|wounded|in pain|pain|painful|pained|stung|injured"),
            _("rejected|rejection|unwanted|not wanted|unloved|not loved|pushed aside|turned away"),
            _(
                "unimportant|not important|insignificant|unappreciated|not appreciated|taken for granted|like a burden"
            ),
            _("betrayed|betrayal|deceived|lied to|cheated"),
            _("criticised|criticized|judged|blamed|attacked|accused|put down"),
            _("jealous|jealousy|envious|envy"),
        ),
    ),
    Family(
        _("Ashamed"),
        (
            _("ashamed|shame|humiliated|humiliation|mortified"),
            _("guilty|guilt|remorseful|remorse|at fault"),
            _("embarrassed|embarrassment|awkward|self conscious|exposed"),
            _(
                "not good enough|not enough|inadequate|worthless|a failure|like a failure|feel stupid|feel small|"
                "feeling small|smaller|inferior"
            ),
        ),
    ),
    Family(
        _("Angry"),
        (
            _("angry|anger|angrier|mad|furious|fury|enraged|rage|outraged|livid"),
            _(
                "annoyed|annoyance|irritated|irritation|irritable|feel cross|cross with me|impatient|impatience"
            ),
            _("frustrated|frustration|fed up|exasperated"),
            _("resentful|resentment|bitter|bitterness"),
            _("controlled|pressured|under pressure|cornered|trapped|suffocated|smothered|told what to do"),
            _("unfairly treated|treated unfairly|unfair|injustice|indignant|wronged"),
        ),
    ),
    Family(
        _("Worn out"),
        (
            _("tired|tiredness|weary|weariness|exhausted|exhaustion|worn out|drained|burnt out|burned out"),
            _("overwhelmed|overwhelming|too much for you|flooded|swamped|overloaded"),
            _("stressed|stress|hurried|rushed|hectic"),
            _("helpless|helplessness|powerless|powerlessness|at a loss"),
            _("stuck|paralysed|paralyzed|frozen|blocked"),
            _("confused|confusion|torn|mixed up|puzzled|bewildered|feel lost|feeling lost"),
            _("bored|boredom"),
        ),
    ),
)
FEELINGS = tuple(feeling for family in FAMILIES for feeling in family.feelings)

# For translators: what says of the feeling after it that it is not there, or is there less.
DENIED = _(
    "not|no|never|less|without|hardly|no longer|neither|nor|isn't|isnt|aren't|arent|wasn't|wasnt|weren't|don't|dont|"
    "doesn't|doesnt|didn't|didnt|won't|wont|can't|cant|cannot|anything but|far from|instead of"
)
# For translators: what may stand between the two.
BETWEEN = _(
    "a|an|any|at all|be|being|been|feel|feels|feeling|felt|so|such|that|very|too|really|quite|as|all|much|to|have|"
    "always|anymore|necessarily|particularly|especially"
)
