/// The shells we know, and how each is told what there is.
enum Shell: String, CaseIterable {
    case bash, zsh, fish

    func script(_ pages: [CompletionPage]) -> String {
        switch self {
        case .bash: Shell.bash(pages)
        case .zsh: Shell.zsh(pages)
        case .fish: Shell.fish(pages)
        }
    }

    // MARK: bash

    private static func bash(_ pages: [CompletionPage]) -> String {
        let cases = pages.map { page in
            let values = page.flags.compactMap { flag -> String? in
                switch flag.kind {
                case .alone: nil
                case .text: "        \(page.name):\(flag.name)) return ;;"
                case .file: "        \(page.name):\(flag.name)) COMPREPLY=($(compgen -f -- \"$word\")); return ;;"
                case .choice(let words):
                    "        \(page.name):\(flag.name)) COMPREPLY=($(compgen -W '\(spaced(words))' -- \"$word\")); return ;;"
                }
            }
            let all = page.words + page.flags.map(\.name) + ["--help"]
            return (values + ["        \(page.name):*) words='\(spaced(all))' ;;"]).joined(separator: "\n")
        }
        return """
            _lifeline() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words
                if ((COMP_CWORD == 1)); then
                    COMPREPLY=($(compgen -W '\(spaced(pages.map(\.name) + ["help", "--help", "--version"]))' -- "$word"))
                    return
                fi
                case ${COMP_WORDS[1]}:$before in
                help:*) words='\(spaced(pages.map(\.name)))' ;;
            \(cases.joined(separator: "\n"))
                esac
                COMPREPLY=($(compgen -W "$words" -- "$word"))
            }
            complete -o default -F _lifeline lifeline

            """
    }

    // MARK: zsh

    private static func zsh(_ pages: [CompletionPage]) -> String {
        let list = pages.map { "        '\($0.name):\(plain($0.summary))'" }.joined(separator: "\n")
        let cases = pages.map { page in
            let flags = page.flags.map { flag in
                let text = "'*\(flag.name)[\(plain(flag.words))]"
                switch flag.kind {
                case .alone: return text + "'"
                case .text: return text + ":\(flag.value ?? ""): '"
                case .file: return text + ":\(flag.value ?? ""):_files'"
                case .choice(let words): return text + ":\(flag.value ?? ""):(\(spaced(words)))'"
                }
            }
            let word = page.words.isEmpty ? "'*:word:_default'" : "'1:word:(\(spaced(page.words)))'"
            let all = flags + ["'--help[all about this command]'", word]
            return "    \(page.name)) _arguments \(all.joined(separator: " \\\n        ")) ;;"
        }
        return """
            #compdef lifeline
            _lifeline() {
                local -a commands
                commands=(
            \(list)
                )
                if ((CURRENT == 2)); then
                    _describe command commands
                    return
                fi
                local name=${words[2]}
                shift words
                ((CURRENT--))
                case $name in
                help) _describe command commands ;;
            \(cases.joined(separator: "\n"))
                esac
            }
            compdef _lifeline lifeline

            """
    }

    // MARK: fish

    private static func fish(_ pages: [CompletionPage]) -> String {
        var lines = ["complete -c lifeline -n __fish_use_subcommand -f"]
        for page in pages {
            lines.append(
                "complete -c lifeline -n __fish_use_subcommand -f -a \(page.name) -d '\(plain(page.summary))'")
            let there = "complete -c lifeline -n '__fish_seen_subcommand_from \(page.name)'"
            if !page.words.isEmpty { lines.append("\(there) -f -a '\(spaced(page.words))'") }
            for flag in page.flags {
                let long = "\(there) -l \(flag.name.dropFirst(2)) -d '\(plain(flag.words))'"
                switch flag.kind {
                case .alone: lines.append(long)
                case .text: lines.append(long + " -x")
                case .file: lines.append(long + " -r -F")
                case .choice(let words): lines.append(long + " -x -a '\(spaced(words))'")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Words

    private static func spaced(_ words: [String]) -> String { words.joined(separator: " ") }

    /// The first sentence or so, without what a shell would take for its own.
    private static func plain(_ words: String) -> String {
        let line = words.prefix { $0 != "\n" && $0 != ";" }
        return String(line.map { $0 == "'" ? "’" : "[]:`\\$\"".contains($0) ? " " : $0 })
    }
}
