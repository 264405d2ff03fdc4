"""The words by which people say how often, for how long and on which days: vocabularies for `frames`, as data."""

from __future__ import annotations

from dialogues.protocol.types import gettext_noop as _

# Translators: a number, then its name. Write down all that people say when they speak of minutes, days and weeks.
NUMBERS = _(
    "1 one|2 two|3 three|4 four|5 five|6 six|7 seven|8 eight|9 nine|10 ten|11 eleven|12 twelve|13 thirteen|"
    "14 fourteen|15 fifteen|16 sixteen|17 seventeen|18 eighteen|19 nineteen|20 twenty|21 twenty one|28 twenty eight|"
    "30 thirty|40 forty|45 forty five|50 fifty|60 sixty|90 ninety"
)
# Translators: one day of the week in each string, in all its forms.
DAYS = (
    _("Monday|Mondays|Mon"),
    _("Tuesday|Tuesdays|Tue|Tues"),
    _("Wednesday|Wednesdays"),
    _("Thursday|Thursdays|Thu|Thurs"),
    _("Friday|Fridays|Fri"),
    _("Saturday|Saturdays"),
    _("Sunday|Sundays"),
)
WORKDAYS = _("Monday to Friday|Mondays to Fridays|weekday|weekdays|working day|working days|workdays")
WEEKEND = _("weekend|weekends")
TO_DAY = _("to|till|until|through")
BUT_DAY = _("not|except|apart from|other than")
OR_DAY = _(
    "or Monday|or Tuesday|or Wednesday|or Thursday|or Friday|or Saturday|or Sunday|or Mondays|or Tuesdays|"
    "or Wednesdays|or Thursdays|or Fridays|or Saturdays|or Sundays"
)

# How often, and how many times a week one of it is. # multiplies; the first row that fits counts.
TIMES = (
    (
        _(
            "# times a week|# times each week|# times every week|# times per week|# times this week|# times weekly|"
            "# days a week|# days each week|# evenings a week|# evenings each week|# mornings a week|# nights a week"
        ),
        1,
    ),
    (_("twice a week|twice each week|twice every week|twice per week|twice this week|twice weekly"), 2),
    (_("thrice a week|thrice weekly|every other day|every second day|every other evening"), 3),
    (
        _(
            "every day|each day|every single day|everyday|daily|nightly|once a day|twice a day|# times a day|"
            "every morning|each morning|every evening|each evening|every night|each night|every afternoon|"
            "each afternoon|every weekday|each weekday|Monday to Friday"
        ),
        7,
    ),
    (_("once a week|once each week|once every week|once per week|weekly"), 1),
)
VAGUER_TIMES = (  # when no two days are named
    (
        _(
            "every week|each week|every weekend|each weekend|at weekends|on weekends|"
            "Mondays|Tuesdays|Wednesdays|Thursdays|Fridays|Saturdays|Sundays|"
            "every Monday|every Tuesday|every Wednesday|every Thursday|every Friday|every Saturday|every Sunday|"
            "each Monday|each Tuesday|each Wednesday|each Thursday|each Friday|each Saturday|each Sunday"
        ),
        1,
    ),
    (_("in the evenings|in the mornings|in the afternoons|at nights|on weekdays"), 7),
)
SINGLE = _(
    "once|# time|tonight|tomorrow|this evening|this weekend|next weekend|"
    "this Monday|this Tuesday|this Wednesday|this Thursday|this Friday|this Saturday|this Sunday|"
    "next Monday|next Tuesday|next Wednesday|next Thursday|next Friday|next Saturday|next Sunday"
)
# Translators: terms that hold a word for "a single time" and mean something else, such as "once you are home".
NOT_SINGLE = _(
    "once you|once we|once I|once he|once she|once it|once they|once the|once my|once your|once our|"
    "once in a while|once more|once again|for once|at once|all at once|at # time|once every # weeks|once each # weeks|"
    "once every other week|from tonight|from tomorrow|starting tonight|starting tomorrow|beginning tomorrow|from this|"
    "from next|starting this|starting next|beginning this|beginning next"
)

# How long, and how many days one of it has. # multiplies; the first row that fits counts.
SPANS = (
    (_("# weeks|# week"), 7),
    (_("for # days|for # day|next # days|coming # days|over # days|these # days"), 1),
    (_("# months|# month|a month|the month|this month|next month|for months|for a year|for # years"), 28),
    (_("for a few weeks|next few weeks"), 21),
    (_("a fortnight|the fortnight|couple of weeks"), 14),
    (_("for a week|this week|next week|coming week|for the week"), 7),
)
# Translators: terms that hold a span of time and do not say how long something goes on.
NOT_SPANS = _("every # weeks|each # weeks|# weeks ago|in # weeks|once a month|twice a month|# times a month")
