"""Limits guesses at an invitation's four words, so that a stranger neither finds one nor keeps newcomers out.

Four of 814 words are 814 ** 4 = 4.4e11 codes (38.7 bits), each good for a quarter of an hour. An address has 20 guesses
in ten minutes; all of an IPv6 /64 counts as one. Once there were 600 in ten minutes from anywhere, each has 5. What
others do never closes the door to anyone: those who were told the words need one or two tries.

Someone with 10,000 addresses has 50,000 guesses in ten minutes, 7.2 million a day. Against one couple's code, in
its quarter of an hour, that is 75,000 in 4.4e11: one in 5.9 million. Against any of 100 codes, open day and night, a
guess is right once in 4.4e9: after 610 days. (Four of 245 words, 3.6e9 codes, would have lasted five days.)

A wrong guess belongs to no invitation, so none can be closed by guesses either.
"""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest


def may_guess(request: HttpRequest) -> bool:
    """Count a guess, and return whether it may be made: by its address, and by its account if there is one."""
    if not ratelimit.consume(request, action="spoken_code"):
        return False
    is_crowded = not ratelimit.consume(request, action="spoken_code_overall", key="anybody")
    if is_crowded and not ratelimit.consume(request, action="spoken_code_crowded"):
        return False
    user = request.user
    return not user.is_authenticated or bool(ratelimit.consume(request, action="spoken_code_by", user=user))
