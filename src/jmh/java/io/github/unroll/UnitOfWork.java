package io.github.unroll;

import io.github.unroll.io.NpyArray;
import io.github.unroll.io.Npz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One unit of work is a forward pass over T steps, softmax cross-entropy at every step (mean over m T) and full
 * backpropagation through time. The inputs were drawn by NumPy ({@code python3 src/jmh/python/cases.py}), and nothing is timed
 * before the loss agrees with NumPy's to 1e-10. Half a second is an iteration, of which {@code compare.py} takes the least
 * disturbed one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 12, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class UnitOfWork {

    @Param({"addition", "notebook", "character", "small", "medium", "large", "xlarge"})
    public String name;

    private List<Matrix> x;
    private Matrix a0;
    private Matrix c0;
    private Targets targets;
    private RnnParameters parameters;
    private LstmParameters lstm;
    private final RnnSequence rnn = new RnnSequence(new RnnCell());
    private final Loss loss = Loss.softmaxCrossEntropy(Reduction.MEAN);

    @Setup
    public void read() throws IOException {
        Map<String, NpyArray> in = Npz.read(Path.of(System.getProperty("cases", "target/cases"), name + ".npz"));
        x = in.get("x").asSteps();
        a0 = in.get("a0").asMatrix();
        c0 = Matrix.zeros(a0.rows(), a0.columns());
        targets = Targets.everyStep(in.get("target").asSteps());
        parameters = new RnnParameters(
                in.get("Wax").asMatrix(),
                in.get("Waa").asMatrix(),
                in.get("Wya").asMatrix(),
                in.get("ba").asMatrix(),
                in.get("by").asMatrix());
        Matrix W = Matrix.join(List.of(parameters.Waa(), parameters.Wax())); // every gate the RNN's own weights
        Matrix b = parameters.ba();
        lstm = new LstmParameters(W, b, W, b, W, b, W, b, parameters.Wya(), parameters.by());
        check("loss", in, backward().loss());
        check("lstm_loss", in, lstm().loss());
    }

    private void check(String what, Map<String, NpyArray> in, double actual) {
        double expected = in.get(what).asScalar();
        if (!(Math.abs(actual - expected) <= 1e-10 * Math.abs(expected))) {
            throw new IllegalStateException(name + ": " + what + " " + actual + ", NumPy " + expected);
        }
    }

    @Benchmark
    public RnnForward forward() {
        return rnn.forward(x, a0, parameters);
    }

    @Benchmark
    public RnnGradients backward() {
        return Bptt.backward(loss, targets, rnn.forward(x, a0, parameters));
    }

    @Benchmark
    public LstmGradients lstm() {
        return LstmBptt.backward(loss, targets, LstmSequence.forward(x, a0, c0, lstm));
    }
}
