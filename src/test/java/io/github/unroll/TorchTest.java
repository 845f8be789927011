package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** PyTorch's own RNN and LSTM with autograd: weights that are brought over as the README shows give the same numbers. */
class TorchTest {

    /** Another order of summation, another exp: some ulp of the largest entry after 7 steps. */
    private static final double TOLERANCE = 1e-14;

    private static final Loss LOSS = Loss.softmaxCrossEntropy(Reduction.MEAN);

    @AfterAll
    static void printLargest() {
        System.out.print(FixtureComparison.largest("PyTorch's units"));
    }

    @Test
    void rnn() {
        Fixture f = Fixture.load("torch-rnn");
        RnnParameters p = RnnParameters.of(f::matrix);
        RnnForward forward = new RnnSequence(new RnnCell()).forward(f.steps("x"), f.matrix("a0"), p);
        RnnGradients d = Bptt.backward(LOSS, f.steps("target"), forward);
        compare(f, p, forward, d.loss(), d.dx(), d.parameters())
                .matrix("da0", d.da0())
                .nothingIsLeft();
    }

    @Test
    void lstm() {
        Fixture f = Fixture.load("torch-lstm");
        LstmParameters p = LstmParameters.of(f::matrix);
        LstmForward forward = LstmSequence.forward(f.steps("x"), f.matrix("a0"), f.matrix("c0"), p);
        LstmGradients d = LstmBptt.backward(LOSS, f.steps("target"), forward);
        compare(f, p, forward, d.loss(), d.dx(), d.parameters(), "c0")
                .matrix("da0", d.da0())
                .matrix("dc0", d.dc0())
                .matrix("c_last", forward.c().get(f.steps("x").size() - 1))
                .nothingIsLeft();
    }

    private static FixtureComparison compare(
            Fixture f,
            Parameters<?> parameters,
            SequenceForward forward,
            double loss,
            List<Matrix> dx,
            Parameters<?> gradient,
            String... more) {
        Stream<String> inputs = Stream.concat(Stream.of("x", "a0", "target"), Stream.of(more));
        String[] all =
                Stream.concat(parameters.named().keySet().stream(), inputs).toArray(String[]::new);
        FixtureComparison comparison = new FixtureComparison(f, "torch", TOLERANCE, all)
                .steps("a", forward.a())
                .steps("logits", forward.logits())
                .steps("y_pred", forward.yPred())
                .scalar("loss", loss)
                .steps("dx", dx);
        gradient.named().forEach((name, matrix) -> comparison.matrix("d" + name, matrix));
        assertThat(gradient.named().keySet()).isEqualTo(parameters.named().keySet());
        return comparison;
    }
}
