from dataclasses import dataclass, asdict, field
import keras
@dataclass
class RNNConfig:
    units: int = 8
    return_sequences: bool = True
    return_state: bool = True
    dropout: float = 0.0
cfg = RNNConfig(units=6)
i = keras.Input((4, 2))
out = keras.layers.LSTM(**asdict(cfg))(i)
seq, states = out[0], out[1:]
top = keras.layers.LSTM(cfg.units)(seq, initial_state=states)
