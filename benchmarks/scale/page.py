"""A page of results under way: what it says, its charts, and on what machine that was."""

import datetime

import machine

LULL_SECONDS = 2


class Page:
    def __init__(self, name, folder, is_quick):
        self.name, self.folder, self.is_quick = name, folder, is_quick
        self.lines, self.charts = [], {}
        self.title, self.run = name, ""
        # Before and after: nothing of ours runs then, so whatever is busy is somebody else.
        self.busy = machine.busy_cores(LULL_SECONDS)

    def say(self, *lines):
        self.lines += [*lines, ""]

    def table(self, head, rows):
        """`head` is title to alignment: `---` or `--:`."""
        self.say(*(f"| {' | '.join(cells)} |" for cells in [list(head), list(head.values()), *rows]))

    def chart(self, name, about, draw):
        """`draw` gets the foot, which is known at the end."""
        self.charts[name] = draw
        self.say(f"![{about}]({name}.svg)")

    def write(self):
        self.busy = max(self.busy, machine.busy_cores(LULL_SECONDS))
        when = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
        foot = f"{when}, {machine.weather(self.busy)}; {self.run}"
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, draw in self.charts.items():
            (self.folder / f"{name}.svg").write_text(draw(foot), encoding="utf-8")
        warning = machine.warning(self.busy, self.is_quick)
        head = [f"# {self.title}", "", f"Written by `scripts/bench-all {self.name}`.", "", *warning]
        end = ["## The run", "", *(f"- {line}" for line in machine.describe()), f"- {foot}", f"- commit {machine.commit()}", ""]
        (self.folder / f"{self.name}.md").write_text("\n".join(head + self.lines + end), encoding="utf-8")
        print(f"{self.folder}/{self.name}.md: {foot}")
