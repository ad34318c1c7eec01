"""Property tests without a stop-watch: a busy machine is no reason to fail. Same draws each run."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
