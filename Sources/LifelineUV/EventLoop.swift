public import LifelineCore
