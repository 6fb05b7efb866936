"""A test account of AWS: a real HTTP server on loopback, in which training jobs have a life of their own.

    def test_…(aws: Account) -> None:               # tests.aws.conftest.aws; elsewhere: import the fixture
        aws.jobs.next_life = failed("ClientError: …")    # or .life for all, .lives["ic-*"] by name; tests.aws.life
        aws.clock.freeze()                          # the account's time stands still until aws.clock.advance(60)
        aws.faults.set(throttle=0.2)                # of all requests; aws.faults.set("PutObject", half=0.1)
        aws.faults.next("CreateTrainingJob", "reset_after")   # this once: done, but the answer is lost
        gate = aws.faults.hold("PutObject")         # gate.arrived.wait(); kill the program; gate.open()
        aws.endpoints.next_life = EndpointLife(failure="…")   # or .life for all; tests.aws.endpoint
        aws.transforms.next_life = TransformLife(failure="…")     # likewise; tests.aws.transform
        aws.jobs.put("theirs", life=usual)          # a job that somebody else has started
        subprocess.run(["trainscope", …], env=aws.environment | {…})
        assert aws.requests.count("CreateTrainingJob") == 1

By hand: ``python -m tests.aws --help``; `tests.aws.control` tells how to break it while it runs.
"""
