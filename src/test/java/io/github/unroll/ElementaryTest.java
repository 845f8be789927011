package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementaryTest {

    /** The promise of {@link Elementary}: units in the last place of the correctly rounded value. */
    private static final double TOLERANCE_IN_ULPS = 1;

    /** The sum of up to 700 quotients, each rounded once, is 1 up to this. */
    private static final double SUM_TOLERANCE = 1e-13;

    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        -Double.MIN_NORMAL,
        1e-300,
        -1e-20,
        0x1p-53,
        -0x1p-27,
        0.17328679513998632,
        0.34657359027997264,
        -0.34657359027997264,
        0.5493061443340549,
        18.36,
        19.06,
        22,
        -36.7368005696771,
        36.7368005696771,
        39.9,
        40,
        40.1,
        346,
        347,
        -692.8,
        -693.5,
        -708.5,
        -740,
        -745.1332191019411,
        -745.2,
        -746.5,
        700,
        709.782712893384,
        709.79,
        1e300,
        -1e300,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Double.longBitsToDouble(0xfff8000000000123L)
    };

    /** Every call of a test finds in it what the one before has left. */
    private final ElementaryBlock block = new ElementaryBlock();

    @Nested
    class Scalar {

        @Test
        void agreesWithCorrectlyRoundedValues() {
            Fixture fixture = Fixture.load("elementary");
            double[] x = fixture.vector("x");
            assertThat(x).hasSize(3112);

            assertWithinTolerance(x, fixture.vector("exp"), Elementary::exp);
            assertWithinTolerance(x, fixture.vector("tanh"), Elementary::tanh);
            assertWithinTolerance(x, fixture.vector("sigmoid"), Elementary::sigmoid);
        }

        @Test
        void log1pAgreesWithCorrectlyRoundedValues() {
            Fixture fixture = Fixture.load("log1p");
            double[] x = fixture.vector("x");
            assertThat(x).hasSize(3061);
            assertWithinTolerance(x, fixture.vector("log1p"), Elementary::log1p);
        }

        @Test
        void log1pOfASmallNumberIsThatNumber() {
            for (double x : new double[] {0.0, Double.MIN_VALUE, 1e-300, 1e-17}) {
                assertSameBits(Elementary.log1p(x), x);
            }
        }

        @Test
        void log1pAtTheEndsOfItsRange() {
            assertSameBits(Elementary.log1p(Double.POSITIVE_INFINITY), Double.POSITIVE_INFINITY);
            assertSameBits(Elementary.log1p(Double.NaN), Double.NaN);
        }

        @Test
        void log1pIsTheInverseOfExp() {
            for (double y = 0.1; y < 700; y += 0.37) {
                assertThat(Elementary.log1p(Elementary.exp(y) - 1)).isCloseTo(y, within(4 * Math.ulp(Math.max(y, 1))));
            }
        }

        @Test
        void expAtSpecialArguments() {
            assertSameBits(Elementary.exp(0.0), 1);
            assertSameBits(Elementary.exp(-0.0), 1);
            assertSameBits(Elementary.exp(1e-300), 1);
            assertSameBits(Elementary.exp(Double.NEGATIVE_INFINITY), 0);
            assertSameBits(Elementary.exp(Double.POSITIVE_INFINITY), Double.POSITIVE_INFINITY);
        }

        @Test
        void expOverflowsAndUnderflowsWhereItShould() {
            double last = 709.782712893384; // ln(Double.MAX_VALUE), rounded down
            assertThat(Elementary.exp(last)).isFinite().isGreaterThan(0.999 * Double.MAX_VALUE);
            assertSameBits(Elementary.exp(Math.nextUp(last)), Double.POSITIVE_INFINITY);

            double first = -745.1332191019411; // ln(Double.MIN_VALUE / 2), rounded up
            assertSameBits(Elementary.exp(first), Double.MIN_VALUE);
            assertSameBits(Elementary.exp(Math.nextDown(first)), 0);
            assertThat(Elementary.exp(-708.5)).isBetween(Double.MIN_VALUE, Double.MIN_NORMAL);
        }

        @Test
        void tanhAtSpecialArguments() {
            assertSameBits(Elementary.tanh(0.0), 0.0);
            assertSameBits(Elementary.tanh(-0.0), -0.0);
            assertSameBits(Elementary.tanh(Double.POSITIVE_INFINITY), 1);
            assertSameBits(Elementary.tanh(Double.NEGATIVE_INFINITY), -1);
            assertSameBits(Elementary.tanh(Double.MAX_VALUE), 1);
            assertSameBits(Elementary.tanh(20), 1);
        }

        @Test
        void tanhOfASmallNumberIsThatNumber() {
            Random random = new Random(1);
            for (double x = 1e-8; x > 0; x *= random.nextDouble()) {
                assertSameBits(Elementary.tanh(x), x);
                assertSameBits(Elementary.tanh(-x), -x);
            }
            assertSameBits(Elementary.tanh(Double.MIN_VALUE), Double.MIN_VALUE);
        }

        @Test
        void sigmoidAtSpecialArguments() {
            assertSameBits(Elementary.sigmoid(0.0), 0.5);
            assertSameBits(Elementary.sigmoid(-0.0), 0.5);
            assertSameBits(Elementary.sigmoid(Double.POSITIVE_INFINITY), 1);
            assertSameBits(Elementary.sigmoid(Double.NEGATIVE_INFINITY), 0);
            assertSameBits(Elementary.sigmoid(1e300), 1);
        }

        @Test
        void sigmoidDecaysLikeExp() {
            for (double x = -40; x > -746; x -= 0.37) {
                assertWithinUlps(x, Elementary.sigmoid(x), Elementary.exp(x), TOLERANCE_IN_ULPS);
            }
        }

        @Test
        void nanGivesTheCanonicalNan() {
            for (double nan : new double[] {Double.NaN, Double.longBitsToDouble(0xfff8000000000123L)}) {
                assertSameBits(Elementary.exp(nan), Double.NaN);
                assertSameBits(Elementary.tanh(nan), Double.NaN);
                assertSameBits(Elementary.sigmoid(nan), Double.NaN);
                assertSameBits(Elementary.log1p(nan), Double.NaN);
            }
        }

        @Test
        void tanhIsOddBitForBit() {
            Random random = new Random(2);
            for (int i = 0; i < 100_000; i++) {
                double x = argument(random);
                assertSameBits(Elementary.tanh(-Math.abs(x)), -Elementary.tanh(Math.abs(x)));
            }
        }

        @Test
        void valuesStayInTheirRange() {
            Random random = new Random(3);
            for (int i = 0; i < 100_000; i++) {
                double x = argument(random);
                assertThat(Math.abs(Elementary.tanh(x))).isLessThanOrEqualTo(Math.min(1, Math.abs(x)));
                assertThat(Elementary.sigmoid(x)).isBetween(0.0, 1.0);
                assertThat(Elementary.exp(x)).isBetween(0.0, Double.POSITIVE_INFINITY); // and no NaN
            }
        }

        /** In a step of 1e-6 the functions grow by far more than their errors, except where tanh and sigmoid saturate. */
        @Test
        void valuesGrowWithTheirArgument() {
            for (double x = -2; x < 2; x += 1e-4) {
                assertThat(Elementary.exp(x + 1e-6)).isGreaterThan(Elementary.exp(x));
                assertThat(Elementary.tanh(x + 1e-6)).isGreaterThan(Elementary.tanh(x));
                assertThat(Elementary.sigmoid(x + 1e-6)).isGreaterThan(Elementary.sigmoid(x));
            }
        }
    }

    @Nested
    class Arrays {

        // rows, columns: below, at and above the length of a block and of a copied run; columns that end inside a block
        private static final String SIZES = """
                0, 3
                1, 1
                1, 700
                4, 6
                5, 10
                7, 37
                8, 33
                9, 57
                13, 1
                16, 1
                31, 9
                32, 16
                64, 5
                255, 1
                256, 2
                257, 3
                511, 2
                1024, 3
                """;

        @ParameterizedTest
        @CsvSource(textBlock = SIZES)
        void tanhHasTheBitsOfTheScalarForm(int rows, int columns) {
            assertSameAsScalar(rows, columns, z -> Elementary.tanh(z, block), Elementary::tanh);
        }

        @ParameterizedTest
        @CsvSource(textBlock = SIZES)
        void sigmoidHasTheBitsOfTheScalarForm(int rows, int columns) {
            assertSameAsScalar(rows, columns, z -> Elementary.sigmoid(z, block), Elementary::sigmoid);
        }

        @ParameterizedTest
        @CsvSource(textBlock = SIZES)
        void softmaxHasTheBitsOfTheScalarForm(int rows, int columns) {
            for (double[][] z : new double[][][] {ordinary(rows, columns), withSpecials(rows, columns)}) {
                double[][] expected = new double[columns][];
                for (int j = 0; j < columns; j++) {
                    expected[j] = softmaxOfColumn(z[j]);
                }
                Elementary.softmax(z, block);
                assertSameBits(z, expected);
            }
        }

        /** Where e^x overflows or nearly does, and yet 2^n can be written. */
        @Test
        void sigmoidOfALargeNumberIsOne() {
            double[][] z = {{700, 709.7, 709.8, 710, 720, 726}};
            Elementary.sigmoid(z, block);
            assertThat(z[0]).containsOnly(1.0);
        }

        /** More elements than an int counts: the same column over and over, of which a block is looked at. */
        @Test
        void moreElementsThanAnIntCountsAreWork() {
            for (int size : new int[] {46_341, 65_536}) {
                double[][] z = new double[size][];
                java.util.Arrays.fill(z, new double[size]);
                block.begin(z);
                assertThat(block.next()).isTrue();
            }
        }

        /** The buffers grow, and are then longer than what follows needs. */
        @Test
        void oneBlockServesManySizes() {
            for (int[] size : new int[][] {{2, 3}, {5, 10}, {257, 3}, {1, 1}, {16, 1}, {1024, 3}, {7, 9}}) {
                assertSameAsScalar(size[0], size[1], z -> Elementary.tanh(z, block), Elementary::tanh);
            }
        }

        @Test
        void noColumnsAreNoWork() {
            double[][] none = {};
            block.begin(none);
            assertThat(block.next()).isFalse();
            Elementary.tanh(none, block);
            Elementary.sigmoid(none, block);
            Elementary.softmax(none, block);
        }

        /** Everything after the first rounds of this test is compiled code, vectorized or not. */
        @Test
        void compiledCodeKeepsTheBits() {
            double[][] z = ordinary(37, 11);
            double[][] tanh = copy(z);
            double[][] sigmoid = copy(z);
            double[][] softmax = copy(z);
            Elementary.tanh(tanh, block);
            Elementary.sigmoid(sigmoid, block);
            Elementary.softmax(softmax, block);
            for (int round = 0; round < 5_000; round++) {
                assertSameAfter(z, c -> Elementary.tanh(c, block), tanh);
                assertSameAfter(z, c -> Elementary.sigmoid(c, block), sigmoid);
                assertSameAfter(z, c -> Elementary.softmax(c, block), softmax);
            }
        }
    }

    @Nested
    class Softmax {

        @Test
        void columnsSumToOne() {
            for (double[][] z : new double[][][] {ordinary(5, 10), ordinary(700, 2)}) {
                Elementary.softmax(z, block);
                for (double[] column : z) {
                    assertThat(java.util.Arrays.stream(column).sum()).isCloseTo(1, within(SUM_TOLERANCE));
                }
            }
        }

        @Test
        void columnsFarApartDoNotDisturbEachOther() {
            double[][] z = {{1000, 1000}, {-1000, -1000}, {0, 0}};
            Elementary.softmax(z, block);
            assertSameBits(z, new double[][] {{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}});
        }

        @Test
        void minusInfinityHasProbabilityZero() {
            double[][] z = {{Double.NEGATIVE_INFINITY, 3, Double.NEGATIVE_INFINITY, 3}};
            Elementary.softmax(z, block);
            assertThat(z[0]).containsExactly(0, 0.5, 0, 0.5);
        }

        @Test
        void aColumnWithoutAnAnswerIsNanAndStaysAlone() {
            double[][] z = {
                {1, Double.NaN},
                {2, 2},
                {Double.POSITIVE_INFINITY, 0},
                {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY}
            };
            Elementary.softmax(z, block);
            double nan = Double.NaN;
            assertSameBits(z, new double[][] {{nan, nan}, {0.5, 0.5}, {nan, nan}, {nan, nan}});
        }
    }

    @Test
    void tanhOfPlusAndMinusOneInOneColumn() {
        double[][] z = {{1, -1}};
        Elementary.tanh(z, block);
        assertThat(z[0]).containsExactly(0.7615941559557649, -0.7615941559557649);
    }

    private static void assertSameAsScalar(
            int rows, int columns, Consumer<double[][]> array, DoubleUnaryOperator scalar) {
        for (double[][] z : new double[][][] {ordinary(rows, columns), withSpecials(rows, columns)}) {
            double[][] expected = copy(z);
            for (double[] column : expected) {
                java.util.Arrays.setAll(column, i -> scalar.applyAsDouble(column[i]));
            }
            array.accept(z);
            assertSameBits(z, expected);
        }
    }

    private static void assertSameAfter(double[][] z, Consumer<double[][]> function, double[][] expected) {
        double[][] actual = copy(z);
        function.accept(actual);
        assertSameBits(actual, expected);
    }

    /** exp(z - max) / sum from the scalar exp alone, the sum in ascending order. */
    private static double[] softmaxOfColumn(double[] column) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : column) {
            max = value > max ? value : max;
        }
        double[] result = new double[column.length];
        double sum = 0;
        for (int i = 0; i < column.length; i++) {
            result[i] = Elementary.exp(column[i] - max);
            sum += result[i];
        }
        for (int i = 0; i < column.length; i++) {
            result[i] /= sum;
        }
        return result;
    }

    private static double[][] ordinary(int rows, int columns) {
        Random random = new Random(rows * 1000L + columns);
        double[][] z = new double[columns][rows];
        for (double[] column : z) {
            java.util.Arrays.setAll(column, i -> random.nextGaussian() * Math.pow(10, random.nextInt(4) - 2));
        }
        return z;
    }

    /** Every fifth element is special, except in every third column: ordinary and special blocks alternate. */
    private static double[][] withSpecials(int rows, int columns) {
        Random random = new Random(rows * 1001L + columns);
        double[][] z = ordinary(rows, columns);
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                if (j % 3 != 1 && random.nextInt(5) == 0) {
                    z[j][i] = SPECIAL[random.nextInt(SPECIAL.length)];
                }
            }
        }
        return z;
    }

    /** Of any magnitude and either sign; never NaN. */
    private static double argument(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextGaussian();
            case 1 -> 40 * random.nextGaussian();
            case 2 -> 1500 * (random.nextDouble() - 0.5);
            default -> random.nextGaussian() * Math.scalb(1, random.nextInt(2000) - 1000);
        };
    }

    private static void assertWithinTolerance(double[] x, double[] expected, DoubleUnaryOperator function) {
        assertThat(x).hasSizeGreaterThan(3000);
        for (int i = 0; i < x.length; i++) {
            assertWithinUlps(x[i], function.applyAsDouble(x[i]), expected[i], TOLERANCE_IN_ULPS);
        }
    }

    private static void assertWithinUlps(double x, double actual, double expected, double ulps) {
        if (Double.isNaN(expected) || Double.isInfinite(expected) || expected == 0) {
            assertThat(actual).as("at %s", x).isEqualTo(expected);
        } else {
            assertThat(Math.abs(actual - expected) / Math.ulp(expected))
                    .as("ulps at %s", x)
                    .isLessThanOrEqualTo(ulps);
        }
    }

    private static void assertSameBits(double actual, double expected) {
        if (Double.doubleToRawLongBits(actual) != Double.doubleToRawLongBits(expected)) {
            throw new AssertionError(actual + " has not the bits of " + expected);
        }
    }

    private static void assertSameBits(double[][] actual, double[][] expected) {
        assertThat(actual.length).isEqualTo(expected.length);
        for (int j = 0; j < actual.length; j++) {
            assertThat(actual[j].length).isEqualTo(expected[j].length);
            for (int i = 0; i < actual[j].length; i++) {
                assertSameBits(actual[j][i], expected[j][i]);
            }
        }
    }

    private static double[][] copy(double[][] z) {
        double[][] result = new double[z.length][];
        for (int j = 0; j < z.length; j++) {
            result[j] = z[j].clone();
        }
        return result;
    }
}
