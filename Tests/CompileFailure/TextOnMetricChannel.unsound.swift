// expect: error: initializer .* requires that 'TokenStream' conform to 'Abstract'
import EnergyProfile
import LifelineCore

let envelope = Envelope(Energy.self, TokenStream.self, at: Timestamp())
