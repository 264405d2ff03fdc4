"""The vocabularies of the checklist, written like those in `frames`.

Each holds what people say when they mean one thing. One named NOT_... holds terms in which such words mean another.
Translators: put in their place what people say in your language, in all its forms and in any number.
"""

from __future__ import annotations

from dialogues.protocol.types import gettext_noop as _

# Translators: from here to the end of its sentence somebody says why, not what.
REASONS = _(
    "so that|so I|so we|so you|because|in order to|that way|which would|it would make me|it makes me|then I feel|"
    "I would feel|I'd feel|I would like to feel|I would love to feel|this would"
)

VAGUE = _(
    "more|more often|more time|better|nicer|kinder|sweeter|warmer|friendlier|pay attention|attentive|try to|try harder|"
    "make an effort|do your best|sometimes|from time to time|now and then|every now and then|once in a while|often|"
    "regularly|occasionally|someday|soon|be nice|be kind|be caring|be loving|be sweet|be warm|be friendly|be gentle|"
    "be open with me|be honest|be patient|be reliable|be romantic|be thoughtful|be considerate|be supportive|"
    "be understanding|be affectionate|be positive|be yourself|be there for me|be there for us|take me seriously|"
    "show interest|show an interest|show me that|show me you|show that you|show me love|show me respect|respect me|"
    "appreciate me|understand me|support me|value me|trust me|accept me|notice me|cherish me|care about me|care for me|"
    "treat me|put me first|make me a priority|prioritise|prioritize|make time for|quality time|spend time|communicate|"
    "communication|connect with me|open up|let me in|help out|pull your weight|properly|really listen|do something|"
    "something nice|something special"
)
NOT_VAGUE = _(
    "# more|more than|no more than|not more than|once more|any more|more or less|as soon as|how often|as often as|"
    "know you better|know me better|know each other better|sleep better|feel better|treat me to"
)

# Translators: the next three show when, where or with what, which one can see or hear.
WHEN = _(
    "after|before|during|while|when you|when we|when I|when it|when the|as soon as|the moment you|every time|each time|"
    "at #|by #|at noon|at night|at midnight|breakfast|lunch|dinner|supper|bedtime|morning*|evening*|afternoon*|"
    "weekend*|night*|tonight|tomorrow|on the way|on your way"
)
WHERE = _(
    "in the|on the|at the|to the|from the|in bed|to bed|at home|outside|kitchen|sofa|couch|bedroom|bathroom|balcony|"
    "garden|hall|table|bench|car|park|door|next to me|beside me|by my side|opposite me|across from me|in front of me"
)
NOT_WHERE = _(
    "in the future|in the end|in the long run|in the first place|in the same way|in the past|at the moment|"
    "at the same time|at the end of the day|on the other hand|on the whole|for the next|over the next"
)
THINGS = _(
    "phone*|screen*|laptop*|tv|television|hand|hands|arm|arms|shoulder*|cheek|forehead|lips|eyes|feet|hair|hug*|kiss*|"
    "massage*|compliment*|a cup|tea|coffee|cocoa|soup|meal*|cook*|cake|bread|flower*|candle*|note|notes|letter*|"
    "postcard*|message*|photo*|book*|poem*|song*|music|dance*|film|movie|picnic*|bath|blanket*|dish*|laundry|washing|"
    "shopping|bins|homework|question*|sentence*|good morning|good night|thank you|out loud|aloud|by name|call me|"
    "text me|ring me|write me"
)

STOPPING = _(
    "stop|stops|stopped|stopping|quit|quits|quitting|cease|don't|dont|do not|won't|mustn't|must not|shouldn't|"
    "should not|not to|not be|no longer|no more|anymore|avoid|refrain|give up|giving up|instead of|rather than|less|"
    "keep from|leave me alone"
)
NOT_STOPPING = _(
    "don't worry|do not worry|don't have to|do not have to|don't need to|do not need to|I don't|I do not|we don't|"
    "we do not|if you don't|if you do not|when you don't|when you do not|you don't like|you do not like|I won't|"
    "whether or not|not only|no more than|not more than|no less than|less than|more or less|bus stop|stop by|stop at|"
    "stop for|stop what you|non stop|if not"
)
ABSOLUTES = _("always|never|ever again|constantly|every single time|without exception|under no circumstances")
NOT_ABSOLUTES = _(
    "I always|we always|as always|like always|I have always|I've always|we have always|never mind|I never|we never|"
    "I have never|I've never|we have never|we've never|never too late"
)

AMOUNT = _(
    "#|half an hour|an hour|a quarter of an hour|a minute|a dozen|half a day|the whole evening|the whole morning"
)
REPEATED = _("once|twice|thrice|a single")
NOT_COUNTED = _(
    "no 1|any 1|every 1|some 1|each 1|the 1|this 1|that 1|number 1|1 another|1 of these days|at 1 with|once you|"
    "once we|once I|for once|once in a while|at once"
)
# Translators: what goes on for a while, so that one asks how long.
LASTING = _(
    "sit*|talk*|listen*|speak to me|speak with me|chat*|walk*|stroll*|play*|cuddle*|snuggle*|hold me|spend*|stay*|"
    "be with|time with|time for|read to|read me|massage*|look at me|dance*|watch*|lie|rest|relax*"
)

ENDLESS = _(
    "from now on|for ever|forever|for good|for the rest of|the rest of our lives|the rest of your life|till death|"
    "permanently|until I say|as long as we live|all our lives|for a year|for # year|for # years|all year|the whole year"
)
# Translators: a last day, or one that is named.
DATED = _(
    "until|till|by the end of|before the end of|January|February|March|April|in May|of May|# May|May #|June|July|"
    "August|September|October|November|December|Christmas|Easter|New Year|my birthday|your birthday|our anniversary"
)

SOMEBODY_ELSE = _(
    "different person|another person|new person|somebody else|someone else|change yourself|change who you are|"
    "change your character|change your personality|change your nature|be like my|be like other|be perfect|be normal|"
    "grow up|lose weight"
)
FEELINGS = _(
    "make me happy|make me feel|make us happy|love me|love me more|fall in love|be in love|be happy|be attracted to me|"
    "desire me|long for me|feel the same|be proud of me|miss me|forgive me"
)
NOT_FEELINGS = _(
    "you love me|you miss me|you desire me|you long for me|you forgive me|you would love me|would be happy|"
    "I'd be happy|will be happy"
)
MIND_READING = _(
    "read my mind|read my thoughts|guess what I|guess how I|sense what I|sense when I|know what I need|"
    "know what I want|know how I feel|know without"
)
TOO_BIG = _(
    "change jobs|change your job|change job|get a new job|find a new job|another job|new job|get a promotion|"
    "earn more|move abroad|move house|move out|move to another|move to a different|move to the country|buy a house|"
    "buy us a house|build a house|have a baby|have another child|get married|marry me|all the housework|all the chores|"
    "do everything|take care of everything|all your free time|all your time|every free minute|make the children|"
    "make your mother|make your father|make your parents|make your boss|make my mother"
)
ANY_TIME = _(
    "every minute|every second|every moment|every hour|all the time|all day|all day long|the whole day|day and night|"
    "round the clock|around the clock|whenever I want|whenever I like|whenever I need|whenever I ask|whenever I call|"
    "whenever I feel|any time I|at any time|at all times|every time I want|each time I want|every time I ask"
)
NOT_ANY_TIME = _(
    "every second day|every second evening|every second morning|every second night|every second week|"
    "every second weekend|every second Monday|every second Tuesday|every second Wednesday|every second Thursday|"
    "every second Friday|every second Saturday|every second Sunday"
)
# Translators: how much of it is small enough for a gift.
LIMITS = (
    (_("# hours|# hour"), 5),
    (_("# minutes|# minute"), 300),
    (_("# times a day|# times each day|# times every day|# times an hour"), 5),
)
NOT_LIMITS = _(
    "# hours before|# hours ahead|# hours after|# hours in advance|# hours earlier|# hours notice|within # hours|"
    "in # hours|# minutes before|# minutes after|in # minutes|within # minutes"
)

LETTING_GO = _(
    "give up|giving up|quit your|quit the|quit going|quit seeing|quit taking|quit therapy|stop seeing|stop meeting|"
    "stop talking to|stop calling|stop visiting|stop texting|stop going|stop taking|stop being friends|don't see|"
    "do not see|don't meet|do not meet|don't talk to|do not talk to|don't call|do not call|don't visit|do not visit|"
    "don't go|do not go|don't take|do not take|never see|never meet|never talk to|never call|never visit|never go|"
    "no longer see|no longer meet|no longer go|no longer visit|cut off|cut ties|break off|break with|stay away from|"
    "keep away from|see less of|less time with|unfriend|cancel|skip|instead of seeing|instead of meeting|"
    "instead of visiting|instead of going"
)
PEOPLE = _(
    "friend|friends|friendship*|mates|mother|mum|mom|father|dad|parents|sister|sisters|brother|brothers|family|"
    "relatives|son|daughter|sons|daughters|children|kids|grandparents|grandma|grandpa|your ex|colleague|colleagues|"
    "neighbour*|neighbor*|your club|your team|your choir"
)
NO_CONTACT = _(
    "stop seeing her|stop seeing him|stop seeing them|stop meeting her|stop meeting him|stop meeting them|"
    "never see her|never see him|never see them|don't see her|don't see him|no contact with|block her|block him|"
    "block them|drop your friends|drop your friend|drop her|drop him|choose me over|me or them|her or me|him or me|"
    "me or your|your mother or me"
)
MONEY = _(
    "your salary|your wages|your wage|your income|your savings|your money|your inheritance|your bank card|"
    "your credit card|your bank account|your account|your pension|an allowance|pay me|give me money|ask me for money|"
    "ask me before you spend|ask before you spend|ask me before you buy|ask before you buy"
)
NOT_MONEY = _(
    "pay me a compliment|pay me compliments|pay me # compliment|pay me # compliments|pay me attention"
)
HEALTH = _(
    "doctor*|therap*|counsel*|medicine|medicines|medication|medications|pills|tablets|treatment|insulin|appointment*|"
    "check up|check ups|clinic|hospital|support group|self help group|group meetings|help line|helpline"
)
OFF_MEDICINE = _("come off your|go off your|off your medication|off your medicine|off your pills")
WORK = _(
    "job|your work|your career|your profession|your studies|your course|your degree|your training|your business"
)
RESIGN = _("resign|quit work|quit your job|stop working|leave your job|hand in your notice")
NOT_RESIGN = _(
    "stop working at|stop working by|stop working after|stop working on|stop working when|stop working for #|"
    "stop working so|stop working late"
)
FAITH = _(
    "church|mosque|temple|synagogue|mass|prayer*|your faith|your religion|your belief*|bible|quran|koran|"
    "your congregation|your parish"
)
OFF_FAITH = _("stop praying|stop fasting|stop believing|leave your church|leave the church|leave your faith")
PRIVACY = _(
    "where you are on|see where you are|share where you are|"
    "show me your phone|show me your messages|show me your chats|show me your emails|show me your mail|"
    "show me your diary|let me read your|let me see your phone|let me see your messages|let me check|"
    "let me look through|give me your phone|give me access|hand me your phone|hand over your phone|unlock your phone|"
    "check your phone|go through your phone|your password*|your passcode|your pin|your location|track you|tracking app|"
    "where you are at all times|read your messages|read your emails|read your diary|tell me everything|who you text|"
    "who you write to|who you talk to|no secrets"
)
SEX = _(
    "sex|sexual*|make love|making love|intercourse|sleep with me|orgasm*|naked|blow job|blowjob|oral|strip for me|"
    "satisfy me in bed|your marital duty"
)
NOT_SEX = _("about sex|about our sex life|talk sex|about making love|to sleep with me|asleep with me")
TRADE = _(
    "in return|in exchange|or else|otherwise I|otherwise we|otherwise it|only then|or I will|or I'll|or I leave|"
    "or we are done|or we're done|or it is over|or it's over|then I will|then I'll|I will only|I'll only|as a reward|"
    "last chance|you owe me|owe me|make up for|prove that you|prove to me|if you love me|if you loved me|if you really"
)
IF = _("if you|unless you|as long as you|for each time you|for every time you|each time you|every time you")
NOT_IF = _(
    "if you like|if you want|if you wish|if you are tired|if you are late|if you are away|if you can't|if you cannot"
)
PROMISE = _(
    "I will|I'll|I promise|I won't|I will not|I am going to|I'm going to|you will get|you'll get|you can have"
)

# Translators: words by which somebody asks that something ends; what hurts; and whom or what it hurts. Said close
# behind each other they ask to be safe.
ENOUGH = _("stop|stops|stopped|quit|don't|dont|do not|never|not|no more|no longer|without")
VIOLENT = _(
    "hit|hitting|beat|beating|slap|slapping|punch|punching|kick|kicking|push|pushing|shove|shoving|grab|grabbing|choke|"
    "choking|strangle|strangling|shake|shaking|hurt|hurting|threaten|threatening|force|forcing|pull|pulling|"
    "throw|throwing|lock|locking|spit|spitting|drag|dragging|burn|burning|bite|biting"
)
WHOM = _(
    "me|us|my arm|my arms|my wrist|my wrists|my neck|my hair|my face|my throat|the children|our children|the kids|"
    "our kids|our son|our daughter|the baby|our dog|the dog|our cat|the cat"
)
MADE = _("make|making|made|force|forcing|forced")
TO_SEX = _("have sex|sleep with you|make love|undress|touch you")
# Translators: what hurts less than it sounds, as in "push me to decide".
HARMLESS = _(
    "push me to|pushing me to|push me into|pushing me into|push me for|pushing me for|push me away|pushing me away|"
    "force me to|forcing me to|hurt my feelings|hurt me with|lock me in your arms|lock me out|kick me under|"
    "kick me out of bed|shake me awake|without shaking me|throw me a|slap me on|hit me with|hit me that|"
    "beat me at|beating me at|beat me to|beat us at|pull me into|pull me close|pulling me close|pull me to|stop and|"
    "is choking me|afraid of you leaving|afraid of you going|afraid of you not|afraid of you falling|"
    "scared of you leaving|scared of you going|scared of you falling|throw things away|throw things out"
)
UNSAFE = _(
    "afraid of you|scared of you|frightened of you|terrified of you|be violent|being violent|your violence|no violence|"
    "more violence|hitting|no beating|no slapping|no kicking|stop beating|stop slapping|stop kicking|stop choking|"
    "stop punching|throw things|throwing things|throwing plates|throwing glasses|throwing dishes|smash*|"
    "raise your hand|raise your fist|your gun|the gun|your knife at|when I say no|rape|raping|"
    "hands off me|hand on me|hands on me|scaring me|"
    "kill yourself|killing yourself|following me|rough with me|rough with the|screaming at the children|"
    "screaming at the kids|frightened when you|safe from you|unharmed"
)
HITS = _(
    "hit me|hitting me|beating me|slap me|slapping me|punch me|punching me|kick me|kicking me|choke me|choking me|"
    "strangle me|threaten me|threatening me|threatens me"
)
