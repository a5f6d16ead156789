/// lifeline(1): what `--help` says of the program and of each command, as one page for man.
enum ManualPage {
    static func text(_ commands: [any Command.Type]) -> String {
        var page = Roff(
            "LIFELINE", section: 1, date: Program.versionDate, source: "lifeline \(Program.version)",
            book: "Lifeline")
        page.section("NAME")
        page.paragraph("lifeline - \(Program.summary)")
        page.section("SYNOPSIS")
        page.paragraph(commands.map { "lifeline \($0.name) \($0.manual.usage)" }.joined(separator: "\n"))
        page.section("DESCRIPTION")
        page.paragraph("lifeline is \(Program.summary). Its commands:")
        for command in commands { page.entry(command.name, command.summary) }
        page.paragraph("And by itself:")
        for (flag, words) in Program.flags { page.entry(flag, words) }
        for command in commands { add(command.manual, of: command.name, to: &page) }
        page.section("EXIT STATUS")
        page.paragraph(Program.exits)
        return page.page
    }

    private static func add(_ manual: Manual, of name: String, to page: inout Roff) {
        page.section("LIFELINE \(name.uppercased())")
        page.paragraph(manual.lead)
        for text in manual.text { page.paragraph(text) }
        var group: String?
        for flag in manual.flags {
            if flag.group != group { page.subsection(flag.group) }
            group = flag.group
            page.entry(flag.spelling, flag.words)
        }
        if !manual.examples.isEmpty {
            page.subsection("Examples")
            page.example(manual.examples)
        }
        for note in manual.notes { page.paragraph(note) }
        page.paragraph("Exit codes: \(manual.exits)")
    }
}
