import EnergyProfile
import LifelineCore

let envelope = Envelope(Experience.self, TokenStream.self, at: Timestamp())
