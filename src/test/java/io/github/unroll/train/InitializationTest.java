package io.github.unroll.train;

import static io.github.unroll.train.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.LstmParameters;
import io.github.unroll.Matrix;
import io.github.unroll.RnnParameters;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializationTest {

    /** Of 20,000 drawn values a mean or deviation is off by about 1 % of the deviation; five times that. */
    private static final double STATISTICAL = 0.05;

    private static final RnnModel WIDE = new RnnModel(200, 100, 50);

    private static double[] values(Matrix matrix) {
        return Arrays.stream(matrix.toArray()).flatMapToDouble(Arrays::stream).toArray();
    }

    private static void hasUniformValues(Matrix matrix, double bound) {
        double[] values = values(matrix);
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
        double deviation = bound / Math.sqrt(3);
        assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow()).isBetween(0.98 * bound, bound);
        assertThat(mean / deviation).isCloseTo(0, within(STATISTICAL));
        assertThat(Math.sqrt(variance) / deviation).isCloseTo(1, within(STATISTICAL));
    }

    @Test
    void printsAsTheCallsThatMadeIt() {
        assertThat(Initialization.xavier()
                        .withRecurrent(Initializer.orthogonal())
                        .withForgetBias(1))
                .hasToString(
                        "Initialization[input=xavier(), recurrent=orthogonal(), output=xavier(), bias=constant(0.0),"
                                + " forgetBias=constant(1.0)]");
        assertThat(Initialization.irnn().recurrent()).hasToString("identity()");
        assertThat(Initialization.irnn().input()).hasToString("normal(0.001)");
        assertThat(Initialization.uniform().bias()).hasToString("uniform()");
    }

    @Test
    void uniformIsPyTorchs() {
        RnnParameters p = WIDE.initialize(Initialization.uniform(), new SplitMix64(1));
        hasUniformValues(p.Wax(), 0.1);
        hasUniformValues(p.Waa(), 0.1);
        hasUniformValues(p.Wya(), 0.1);
        assertThat(p.ba().map(Math::abs).norm()).isBetween(0.4, 0.75); // 100 values of deviation 0.1 / √3
        assertThat(p.by().norm()).isPositive();
    }

    @Test
    void xavierDependsOnBothSizes() {
        RnnParameters p = WIDE.initialize(Initialization.xavier(), new SplitMix64(1));
        hasUniformValues(p.Wax(), Math.sqrt(6.0 / 300));
        hasUniformValues(p.Waa(), Math.sqrt(6.0 / 200));
        hasUniformValues(p.Wya(), Math.sqrt(6.0 / 150));
        assertThat(p.ba()).isEqualTo(Matrix.zeros(100, 1));
        assertThat(p.by()).isEqualTo(Matrix.zeros(50, 1));
    }

    @Test
    void xavierOfAnLstmTakesStateAndInputAsTwoMatrices() {
        LstmParameters p = new LstmModel(200, 100, 50).initialize(Initialization.xavier(), new SplitMix64(1));
        double[][] rows = p.Wi().toArray();
        double[][] Wa = Arrays.stream(rows).map(row -> Arrays.copyOf(row, 100)).toArray(double[][]::new);
        double[][] Wx = Arrays.stream(rows)
                .map(row -> Arrays.copyOfRange(row, 100, 300))
                .toArray(double[][]::new);
        hasUniformValues(Matrix.of(Wa), Math.sqrt(6.0 / 200));
        hasUniformValues(Matrix.of(Wx), Math.sqrt(6.0 / 300));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 5", "64, 64", "3, 8", "8, 3"})
    void orthogonalMatricesAre(int rows, int columns) {
        Matrix W = Initializer.orthogonal().draw(rows, columns, rows, new SplitMix64(rows));
        Matrix product =
                rows <= columns ? W.times(W.transpose()) : W.transpose().times(W);
        int n = Math.min(rows, columns);
        Matrix identity = Initializer.identity().draw(n, n, n, new SplitMix64(0));
        assertThat(product.minus(identity).norm()).isLessThan(1e-14 * n); // a rounding or two an entry
    }

    @Test
    void orthogonalMatricesPointEverywhere() {
        Matrix sum = Matrix.zeros(3, 3);
        SplitMix64 random = new SplitMix64(2);
        for (int i = 0; i < 2000; i++) {
            sum = sum.plus(Initializer.orthogonal().draw(3, 3, 3, random));
        }
        assertThat(sum.times(1 / 2000.0).norm()).isLessThan(0.1); // a preferred sign would show as 0.5 and more
    }

    @Test
    void normalValuesAre() {
        double[] values = values(Initializer.normal(2).draw(100, 200, 1, new SplitMix64(4)));
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
        double within1 = Arrays.stream(values).filter(v -> Math.abs(v) < 2).count() / 20000.0;
        assertThat(mean / 2).isCloseTo(0, within(STATISTICAL));
        assertThat(Math.sqrt(variance) / 2).isCloseTo(1, within(STATISTICAL));
        assertThat(within1).isCloseTo(0.6827, within(0.02));
    }

    @Test
    void irnnHasTheIdentityAndSmallWeights() {
        RnnParameters p = new RnnModel(2, 3, 4).initialize(Initialization.irnn(), new SplitMix64(1));
        assertThat(p.Waa()).isEqualTo(Matrix.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
        assertThat(p.Wax().norm()).isBetween(1e-4, 1e-2);
        assertThat(p.ba()).isEqualTo(Matrix.zeros(3, 1));
    }

    @Test
    void theForgetGatesBiasIsItsOwn() {
        Initialization one = Initialization.xavier().withForgetBias(1);
        LstmParameters p = new LstmModel(2, 3, 4).initialize(one, new SplitMix64(1));
        assertThat(p.bf()).isEqualTo(Matrix.ofColumn(1, 1, 1));
        assertThat(p.bi()).isEqualTo(Matrix.zeros(3, 1));
        assertThat(p.bc()).isEqualTo(Matrix.zeros(3, 1));
        assertThat(p.bo()).isEqualTo(Matrix.zeros(3, 1));
    }

    @Test
    void orthogonalRecurrentWeightsOfEachGateOfAnLstm() {
        Initialization orthogonal = Initialization.xavier().withRecurrent(Initializer.orthogonal());
        LstmParameters p = new LstmModel(2, 3, 4).initialize(orthogonal, new SplitMix64(1));
        for (Matrix W : new Matrix[] {p.Wf(), p.Wi(), p.Wc(), p.Wo()}) {
            Matrix Wa = Matrix.of(
                    Arrays.stream(W.toArray()).map(row -> Arrays.copyOf(row, 3)).toArray(double[][]::new));
            assertThat(Wa.times(Wa.transpose())
                            .minus(Initializer.identity().draw(3, 3, 3, null))
                            .norm())
                    .isLessThan(1e-14);
        }
        assertThat(p.Wf()).isNotEqualTo(p.Wi());
    }

    @Test
    void everyPartCanBeReplaced() {
        Initialization all = Initialization.uniform()
                .withInput(Initializer.constant(1))
                .withRecurrent(Initializer.constant(2))
                .withOutput(Initializer.constant(3))
                .withBias(Initializer.constant(4))
                .withForgetBias(5);
        RnnParameters rnn = new RnnModel(1, 1, 1).initialize(all, new SplitMix64(1));
        assertThat(rnn.named().values().stream().mapToDouble(m -> m.get(0, 0)))
                .containsExactly(1.0, 2.0, 3.0, 4.0, 4.0);
        LstmParameters lstm = new LstmModel(1, 1, 1).initialize(all, new SplitMix64(1));
        assertThat(lstm.Wo()).isEqualTo(Matrix.of(new double[][] {{2, 1}}));
        assertThat(lstm.bf().get(0, 0)).isEqualTo(5);
        assertThat(lstm.bo().get(0, 0)).isEqualTo(4);
    }

    @Test
    void theSameGeneratorGivesTheSameParametersAndAnyGeneratorWill() {
        LstmParameters first = Samples.LSTM.initialize(Initialization.uniform(), new SplitMix64(9));
        assertThat(Samples.LSTM.initialize(Initialization.uniform(), new SplitMix64(9)))
                .isEqualTo(first);
        assertThat(Samples.LSTM.initialize(Initialization.uniform(), new java.util.Random(9)))
                .isNotEqualTo(first);
    }

    @Nested
    class Randomness {

        /** The first outputs of Sebastiano Vigna's splitmix64.c with the seed 1234567. */
        @Test
        void splitMix64IsThePublishedGenerator() {
            RandomGenerator random = new SplitMix64(1234567);
            assertThat(new long[] {random.nextLong(), random.nextLong(), random.nextLong()})
                    .containsExactly(
                            6457827717110365317L, 3203168211198807973L, Long.parseUnsignedLong("9817491932198370423"));
        }

        /** Python's {@code (n >> 11) / 2**53} of the same outputs. */
        @Test
        void aDoubleIsTheUpper53Bits() {
            RandomGenerator random = new SplitMix64(1234567);
            assertThat(new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble()})
                    .containsExactly(0.3500795420214081, 0.17364409667091263, 0.5322073040624192);
        }

        @Test
        void aStateGoesOnWhereTheGeneratorIs() {
            SplitMix64 random = new SplitMix64(5);
            random.nextLong();
            SplitMix64 same = new SplitMix64(random.state());
            assertThat(same.nextLong()).isEqualTo(random.nextLong());
        }

        @Test
        void shuffledOrdersArePermutationsAndFixedForever() {
            int[] order = SplitMix64.shuffled(10, SplitMix64.of(42, 0));
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(order).isEqualTo(SplitMix64.shuffled(10, SplitMix64.of(42, 0)));
            assertThat(order).isNotEqualTo(SplitMix64.shuffled(10, SplitMix64.of(42, 1)));
            assertThat(order).isNotEqualTo(SplitMix64.shuffled(10, SplitMix64.of(43, 0)));
            assertThat(order).containsExactly(2, 3, 6, 5, 0, 4, 7, 1, 8, 9);
        }

        @Test
        void everyOrderIsAsLikely() {
            int[] counts = new int[6];
            for (int epoch = 0; epoch < 6000; epoch++) {
                int[] order = SplitMix64.shuffled(3, SplitMix64.of(1, epoch));
                counts[2 * order[0] + (order[1] > order[2] ? 1 : 0)]++;
            }
            for (int count : counts) {
                assertThat(count).isBetween(850, 1150); // 1,000 with a deviation of 29
            }
        }
    }

    @Test
    void whatAnInitializerOfTheCallersGivesIsChecked() {
        SplitMix64 random = new SplitMix64(1);
        Initialization none = Initialization.xavier().withRecurrent((rows, columns, nA, r) -> null);
        Initialization other = Initialization.xavier().withBias((rows, columns, nA, r) -> Matrix.zeros(1, 1));
        Initialization turned =
                Initialization.xavier().withInput((rows, columns, nA, r) -> Matrix.zeros(columns, rows));
        refused(
                () -> new RnnModel(2, 4, 3).initialize(none, random),
                "RnnModel.initialize: the matrix of recurrent must be present but was null");
        refused(
                () -> new RnnModel(2, 4, 3).initialize(other, random),
                "RnnModel.initialize: the matrix of bias must be (rows, columns) = (4, 1) but was (1, 1)");
        refused(
                () -> new LstmModel(2, 4, 3).initialize(turned, random),
                "LstmModel.initialize: the matrix of input must be (rows, columns) = (4, 2) but was (2, 4)");
        Initialization infinite = Initialization.xavier().withBias(Initializer.constant(Double.POSITIVE_INFINITY));
        refused(
                () -> new LstmModel(2, 4, 3).initialize(infinite, random),
                "LstmModel.initialize: the matrix of bias must be finite but was Infinity at (0, 0)");
    }

    @Test
    void missingOrImpossibleArgumentsAreRefused() {
        Initialization uniform = Initialization.uniform();
        refused(
                () -> Initializer.normal(-1),
                "Initializer.normal: deviation must be finite and at least 0 but was -1.0");
        refused(() -> uniform.withInput(null), "Initialization: input must be present but was null");
        refused(() -> uniform.withRecurrent(null), "Initialization: recurrent must be present but was null");
        refused(() -> uniform.withOutput(null), "Initialization: output must be present but was null");
        refused(() -> uniform.withBias(null), "Initialization: bias must be present but was null");
        refused(
                () -> Samples.RNN.initialize(null, new SplitMix64(1)),
                "RnnModel.initialize: initialization must be present but was null");
        refused(
                () -> Samples.LSTM.initialize(uniform, null),
                "LstmModel.initialize: random must be present but was null");
    }
}
