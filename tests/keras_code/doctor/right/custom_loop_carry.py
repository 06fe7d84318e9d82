import tensorflow as tf
cell_units = 6
lstm = tf.keras.layers.LSTM(cell_units, return_sequences=True, return_state=True)
head = tf.keras.layers.Dense(1)
opt = tf.keras.optimizers.Adam()
data = tf.random.normal((2, 12, 3))
state = [tf.zeros((2, cell_units)) for _ in range(2)]
for k in range(0, 12, 4):
    with tf.GradientTape() as tape:
        out = lstm(data[:, k:k + 4], initial_state=state)
        seq, state = out[0], out[1:]
        loss = tf.reduce_mean(head(seq) ** 2)
    state = [tf.stop_gradient(s) for s in state]
    ws = lstm.trainable_variables + head.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, ws), ws))
