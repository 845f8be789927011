package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a forward and a backward pass allocate: their results, one more set of activations, and no more. */
class MemoryTest {

    private static final int NX = 128;
    private static final int NA = 512;
    private static final int NY = 64;
    private static final int M = 64;
    private static final int T = 50;

    /** a, logits and predictions; dx, da0 and the gradients of the weights. */
    private static final long RESULTS =
            8L * (M * T * (NA + 2 * NY) + M * T * NX + NA * M + NA * (NX + NA + 1) + NY * (NA + 1));

    private static final long ACTIVATIONS = 8L * M * T * NA;

    @Test
    void aTrainingStepAllocatesItsResultsAndOneSetOfActivations() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported());
        Draw draw = new Draw(41);
        RnnParameters parameters = draw.rnn(NX, NA, NY);
        List<Matrix> x = draw.steps(T, NX, M);
        List<Matrix> targets = draw.targets(Output.SOFTMAX, T, NY, M);
        Matrix a0 = draw.matrix(NA, M);
        RnnSequence rnn = new RnnSequence(new RnnCell());

        long before = threads.getCurrentThreadAllocatedBytes();
        RnnForward forward = rnn.forward(x, a0, parameters);
        RnnGradients d = Bptt.backward(Loss.softmaxCrossEntropy(Reduction.MEAN), targets, forward);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(d.loss()).isPositive();
        assertThat(allocated).isBetween(RESULTS, RESULTS + ACTIVATIONS);
    }
}
