"""When things happen by themselves: one file per noun, a rule in words and one call; the register of all jobs."""

from schedules import meeting, notice, secrecy
from schedules import round as rounds
from schedules.job import Job

JOBS: tuple[Job, ...] = (notice.job, rounds.job, secrecy.job, *meeting.jobs)
