import LifelineCore

func words(for input: StaticString) -> Phrase { "\(input)" }
