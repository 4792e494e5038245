"""A shop out of nothing but its shop floor log. Pure.

`learn.learning.learn` reads the text of a log and answers a `Learned`: a `Shop`, and what was found on the way.
Nothing of a log is dropped in silence: every row is either used or counted under the reason why not.
"""
