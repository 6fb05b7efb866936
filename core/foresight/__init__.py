"""What a job's course so far lets expect: when it ends, what it will have cost, and what goes wrong on the way.

Values in, values out: nothing is asked, remembered or done.
"""
