/**
 * Vanilla RNN and LSTM, forward and backward through time, in plain Java with no dependency: {@link io.github.unroll} is the
 * recurrences and the gradient check, {@link io.github.unroll.train} trains, saves and serves models, {@link io.github.unroll.io}
 * reads and writes NumPy's files.
 */
module io.github.unroll {
    exports io.github.unroll;
    exports io.github.unroll.io;
    exports io.github.unroll.train;
}
