package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** What a forward and a backward pass allocate: their results, one more set of activations, and no more. */
class MemoryTest {

    private static final int NX = 128;
    private static final int NA = 512;
    private static final int NY = 64;
    private static final int M = 64;
    private static final int T = 50;

    private static final long ACTIVATIONS = 8L * M * T * NA;

    /** logits and predictions; dx, the gradients at a0 and of the output layer: what both have. */
    private static final long RESULTS_OF_BOTH = 8L * (M * T * 2 * NY + M * T * NX + NA * M + NY * (NA + 1));

    /** The gradients of one affine part. */
    private static final long AFFINE = 8L * NA * (NX + NA + 1);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Draw draw = new Draw(41);
    private final List<Matrix> x = draw.steps(T, NX, M);
    private final List<Matrix> targets = draw.targets(Output.SOFTMAX, T, NY, M);
    private final Matrix a0 = draw.matrix(NA, M);
    private final Loss loss = Loss.softmaxCrossEntropy(Reduction.MEAN);

    @Test
    void aTrainingStepAllocatesItsResultsAndOneSetOfActivations() {
        RnnParameters parameters = draw.rnn(NX, NA, NY);
        RnnSequence rnn = new RnnSequence(new RnnCell());
        long allocated = allocated(() ->
                Bptt.backward(loss, targets, rnn.forward(x, a0, parameters)).loss());
        long results = RESULTS_OF_BOTH + ACTIVATIONS + AFFINE;
        assertThat(allocated).isBetween(results, results + ACTIVATIONS);
    }

    /** Results are the four gates, both states, the tanh of c, dc0 too; the weights of the gates are laid out twice for the products. */
    @Test
    void ofAnLstmItsResultsItsWeightsTwiceAndOneSetOfActivations() {
        LstmCase c = LstmCase.random(42, NX, NA, NY, M, T);
        long allocated =
                allocated(() -> LstmBptt.backward(loss, targets, c.forward()).loss());
        long results = RESULTS_OF_BOTH + 7 * ACTIVATIONS + 4 * AFFINE + 8L * NA * M;
        assertThat(allocated).isBetween(results, results + 2 * 4 * AFFINE + ACTIVATIONS);
    }

    private long allocated(DoubleSupplier step) {
        assumeTrue(threads.isThreadAllocatedMemorySupported());
        long before = threads.getCurrentThreadAllocatedBytes();
        double value = step.getAsDouble();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(value).isPositive();
        return allocated;
    }
}
