import tensorflow as tf
layer = tf.keras.layers.RNN(tf.keras.layers.LSTMCell)  #! no-cell
