package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of the course notebook and of its reference in NumPy, array by array. */
class RnnFixtureTest {

    /** NumPy sums in another order and has another tanh: some units in the last place of the largest entry. */
    private static final double TOLERANCE = 1e-12;

    /** Rounded once from 60 digits, so all of the deviation is ours. */
    private static final double EXACT = 1e-13;

    private static final String[] PARAMETERS = {"Wax", "Waa", "Wya", "ba", "by"};

    @AfterAll
    static void printLargest() {
        System.out.print(FixtureComparison.largest("the RNN"));
    }

    private static FixtureComparison comparison(Fixture fixture, String family, double tolerance, String... inputs) {
        String[] all = Stream.concat(Stream.of(PARAMETERS), Stream.of(inputs)).toArray(String[]::new);
        return new FixtureComparison(fixture, family, tolerance, all);
    }

    /** Every array that a forward pass and a backward pass from a loss give. */
    private static void compareAll(FixtureComparison comparison, RnnForward forward, RnnGradients d) {
        comparison
                .steps("a", forward.a())
                .steps("y", forward.yPred())
                .scalar("loss", d.loss())
                .steps("dx", d.dx())
                .matrix("da0", d.da0())
                .hidden(d)
                .output(d)
                .nothingIsLeft();
    }

    @Nested
    class Notebook {

        private static final String FAMILY = "notebook-rnn";

        static List<String> files() {
            return FixtureFiles.names("notebook-rnn-");
        }

        @ParameterizedTest
        @MethodSource("files")
        void agreesWithTheNotebook(String name) {
            Fixture fixture = Fixture.load(name);
            switch (name) {
                case "notebook-rnn-cell-forward" -> cellForward(fixture);
                case "notebook-rnn-cell-backward" -> cellBackward(fixture);
                case "notebook-rnn-forward", "notebook-rnn-forward-public" -> forward(fixture);
                case "notebook-rnn-backward" -> backward(fixture);
                default -> throw new AssertionError("nothing compares " + name);
            }
        }

        private RnnStep step(Fixture f) {
            return new RnnCell().forward(f.matrix("xt"), f.matrix("a_prev"), f.rnnParameters());
        }

        private void cellForward(Fixture f) {
            RnnStep step = step(f);
            comparison(f, FAMILY, TOLERANCE, "xt", "a_prev")
                    .matrix("a_next", step.aNext())
                    .matrix("yt_pred", step.ytPred())
                    .nothingIsLeft();
        }

        private void cellBackward(Fixture f) {
            RnnStep step = step(f);
            RnnCellGradients d = new RnnCell().backward(f.matrix("da_next"), step.cache());
            comparison(f, FAMILY, TOLERANCE, "xt", "a_prev", "da_next")
                    .matrix("a_next", step.aNext())
                    .matrix("dxt", d.dxt())
                    .matrix("da_prev", d.daPrev())
                    .matrix("dWax", d.dWax())
                    .matrix("dWaa", d.dWaa())
                    .matrix("dba", d.dba())
                    .nothingIsLeft();
        }

        private RnnForward pass(Fixture f) {
            return new RnnSequence(new RnnCell()).forward(f.steps("x"), f.matrix("a0"), f.rnnParameters());
        }

        private void forward(Fixture f) {
            RnnForward forward = pass(f);
            comparison(f, FAMILY, TOLERANCE, "x", "a0")
                    .steps("a", forward.a())
                    .steps("y_pred", forward.yPred())
                    .nothingIsLeft();
        }

        private void backward(Fixture f) {
            RnnForward forward = pass(f);
            RnnGradients d = Bptt.backward(f.steps("da"), forward.caches());
            comparison(f, FAMILY, TOLERANCE, "x", "a0", "da")
                    .steps("a", forward.a())
                    .steps("dx", d.dx())
                    .matrix("da0", d.da0())
                    .hidden(d)
                    .nothingIsLeft();
        }
    }

    @Nested
    class Losses {

        static List<String> files() {
            return FixtureFiles.names("loss-");
        }

        /** {@code loss-HIDDEN-OUTPUT-...}: the loss's name begins with its output's. */
        private RnnForward pass(String name, Fixture f) {
            String[] parts = name.split("-");
            Activation activation = Activation.valueOf(parts[1].toUpperCase(Locale.ROOT));
            Output output = Output.valueOf(parts[2].toUpperCase(Locale.ROOT));
            return new RnnSequence(new RnnCell(activation, output))
                    .forward(f.steps("x"), f.matrix("a0"), f.rnnParameters());
        }

        private Loss loss(String name, Reduction reduction) {
            if (name.contains("half-squared-error")) {
                return Loss.halfSquaredError(reduction);
            }
            return name.contains("binary")
                    ? Loss.sigmoidBinaryCrossEntropy(reduction)
                    : Loss.softmaxCrossEntropy(reduction);
        }

        private FixtureComparison weighted(Fixture f) {
            return comparison(f, "loss", TOLERANCE, "x", "a0", "target", "weight");
        }

        @ParameterizedTest
        @MethodSource("files")
        void weightedSumAgreesWithTheReference(String name) {
            Fixture f = Fixture.load(name);
            RnnForward forward = pass(name, f);
            Targets targets = Targets.everyStep(f.steps("target")).weighted(f.matrix("weight"));
            Loss loss = loss(name, Reduction.SUM);
            compareAll(weighted(f), forward, Bptt.backward(loss, targets, forward));
            assertThat(loss.value(targets, forward))
                    .isEqualTo(Bptt.backward(loss, targets, forward).loss());
        }

        /** The weights are 1/(m T), or 1/m at the last step: a mean. */
        @ParameterizedTest
        @MethodSource("files")
        void meanAgreesWithTheReference(String name) {
            Fixture f = Fixture.load(name);
            RnnForward forward = pass(name, f);
            List<Matrix> target = f.steps("target");
            Targets targets = name.endsWith("-last-step")
                    ? Targets.lastStep(target.get(target.size() - 1))
                    : Targets.everyStep(target);
            compareAll(weighted(f), forward, Bptt.backward(loss(name, Reduction.MEAN), targets, forward));
        }
    }

    @Nested
    class SixtyDigits {

        @Test
        void exactRnnAgrees() {
            Fixture f = Fixture.load("exact-rnn");
            RnnForward forward =
                    new RnnSequence(new RnnCell()).forward(f.steps("x"), f.matrix("a0"), f.rnnParameters());
            RnnGradients d = Bptt.backward(Loss.softmaxCrossEntropy(Reduction.SUM), f.steps("target"), forward);
            compareAll(comparison(f, "exact-rnn", EXACT, "x", "a0", "target"), forward, d);
        }
    }

    @Nested
    class CharacterStep {

        private static final double LIMIT = 5.0;
        private static final double RATE = 0.01;

        @Test
        void oneClippedUpdateOfTheCharacterModelAgrees() {
            Fixture f = Fixture.load("notebook-character-step");
            RnnParameters p = f.rnnParameters();
            RnnForward forward = new RnnSequence(new RnnCell()).forward(f.steps("x"), f.matrix("a0"), p);
            RnnGradients d = Bptt.backward(Loss.softmaxCrossEntropy(Reduction.SUM), f.steps("target"), forward);
            FixtureComparison comparison = comparison(f, "notebook-character-step", TOLERANCE, "x", "a0", "target")
                    .scalar("loss", d.loss())
                    .matrix("da0", d.da0())
                    .hidden(d)
                    .output(d);
            for (String name : PARAMETERS) {
                Matrix clipped = d.parameters().named().get(name).map(v -> Math.max(-LIMIT, Math.min(v, LIMIT)));
                comparison.matrix("new_" + name, p.named().get(name).minus(clipped.times(RATE)));
            }
            comparison.nothingIsLeft();
        }
    }

    @Nested
    class BinaryAddition {

        private static final int BITS = 8;
        private static final double RATE = 0.1;

        private final RnnSequence rnn = new RnnSequence(new RnnCell(Activation.SIGMOID, Output.SIGMOID));
        private final Loss loss = Loss.halfSquaredError(Reduction.SUM);

        /** Bit t of each number, lowest first, (numbers.length, 1). */
        private List<Matrix> bits(int... numbers) {
            List<Matrix> bits = new ArrayList<>();
            for (int t = 0; t < BITS; t++) {
                int shift = t;
                int[] next = {0};
                bits.add(Matrix.generate(numbers.length, 1, () -> numbers[next[0]++] >> shift & 1));
            }
            return bits;
        }

        @Test
        void tenThousandUpdatesEndAtThePublishedWeights() {
            Fixture f = Fixture.load("binary-addition");
            Matrix pairs = f.matrix("pairs");
            Matrix a0 = Matrix.zeros(16, 1);
            Matrix by = Matrix.zeros(1, 1);
            RnnParameters p = new RnnParameters(f.matrix("Wax"), f.matrix("Waa"), f.matrix("Wya"), a0, by);
            double[] logged = new double[pairs.rows() / 1000];
            for (int update = 0; update < pairs.rows(); update++) {
                int a = (int) pairs.get(update, 0);
                int b = (int) pairs.get(update, 1);
                List<Matrix> target = bits(a + b);
                RnnForward forward = rnn.forward(bits(a, b), a0, p);
                if (update % 1000 == 0) {
                    for (int t = 0; t < BITS; t++) {
                        logged[update / 1000] +=
                                target.get(t).minus(forward.yPred().get(t)).norm();
                    }
                }
                RnnGradients d = Bptt.backward(loss, target, forward);
                p = new RnnParameters(
                        p.Wax().minus(d.dWax().times(RATE)),
                        p.Waa().minus(d.dWaa().times(RATE)),
                        p.Wya().minus(d.dWya().times(RATE)),
                        p.ba(),
                        p.by());
            }
            assertThat(pairs.rows()).isEqualTo(10_000);
            new FixtureComparison(f, "binary-addition", TOLERANCE, "Wax", "Waa", "Wya", "pairs")
                    .vector("logged", logged)
                    .matrix("final_Wax", p.Wax())
                    .matrix("final_Waa", p.Waa())
                    .matrix("final_Wya", p.Wya())
                    .nothingIsLeft();
        }
    }
}
