// expect: error: no exact matches in call to instance method 'appendInterpolation'
import LifelineCore

func words(for input: Text) -> Phrase { "cannot read \(input)" }
