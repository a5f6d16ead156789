import LifelineCore

func words(for input: Name) -> Phrase { "cannot read \(input)" }
