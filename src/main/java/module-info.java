/** Vanilla RNN and LSTM, forward and backward through time, in plain Java with no dependency. */
module io.github.unroll {
    exports io.github.unroll;
    exports io.github.unroll.io;
}
