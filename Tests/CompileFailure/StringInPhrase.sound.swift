import LifelineCore

func words(for input: String) -> Phrase { "cannot read \(input.utf8.count)" }
